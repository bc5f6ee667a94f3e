/// Why a request did not get its answer. None of it is for visitors: what they are told must not tell what is inside our network.
package enum OutgoingFault: Error, Sendable, Equatable {
    case unreadable
    case credentials
    /// Plain `http` where it is not allowed.
    case notSecure
    /// The name leads, with one of its addresses at least, into a network that is not public.
    case privateAddress(String)
    case unknownHost
    case unreachable(String)
    case tooManyRedirects
    /// A redirect of a request that is not a GET; following it would send its content to a place that nobody chose.
    case redirected
    case tooLarge
    case tooSlow
    /// Too many are under way.
    case busy
}
