/// What a commit has come to when the writer is answered.
package enum Durability: Sendable {
    /// It is on the disk: what people are told.
    case full
    /// Everybody sees it, and the next full commit takes it along to the disk. A crash of the machine or the database before that undoes
    /// it whole, with all lazy commits after it; so it is for work that is then done again by itself, as a job that stays due.
    case lazy
}
