import NIOCore

/// Closes the line of a client that has not taken for `patience` what waits for it. The server's own timer stands still while a
/// request is in progress, and one whose answer nobody reads is.
final class SlowReader: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny
    private let patience: TimeAmount
    private var end: Scheduled<Void>?

    init(patience: TimeAmount) { self.patience = patience }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        end?.cancel()
        let channel = context.channel
        end = channel.isWritable ? nil : context.eventLoop.scheduleTask(in: patience) { channel.close(promise: nil) }
        context.fireChannelWritabilityChanged()
    }

    func handlerRemoved(context: ChannelHandlerContext) { end?.cancel() }
}
