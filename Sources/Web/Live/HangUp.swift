import NIOCore

/// Closes a stream's line as soon as the reader has gone. The server lets others close their side first and still be answered; a
/// stream has no end that could be waited for.
final class HangUp: ChannelInboundHandler, Sendable {
    typealias InboundIn = NIOAny

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed {
            context.close(promise: nil)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }
}
