/// One connection of an engine, used by one transaction at a time. Everything on it is synchronous.
package protocol Connection: AnyObject {
    /// Runs one statement with bound values and returns all its rows. Throws `StorageFault`.
    func query(_ text: String, _ values: [Value]) throws -> [Row]
    /// Runs one statement and returns how many rows it changed. Throws `StorageFault`.
    func execute(_ text: String, _ values: [Value]) throws -> Int
    /// Runs several statements without values (migrations). Throws `StorageFault`.
    func script(_ text: String) throws
}
