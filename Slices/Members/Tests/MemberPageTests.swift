import Catalogue
import Identity
import Kernel
import Testing
import Web

@testable import Members

/// What the desk's forms about members mean.
@Suite struct MemberPageTests {
    private let ana = ResourceID(rawValue: 1)
    private let ben = ResourceID(rawValue: 2)

    @Test func `no ticked box is no limit, for a form doesn't send it`() throws {
        let fields = try MemberPage.accept(["role": "staff"])
        #expect(fields.ids("resource_ids", ResourceID.self) == [])
        #expect(fields.text("role") == "staff")
    }

    @Test func `ticked boxes come as lines, and what is no id is left out`() {
        #expect(MemberPage.chosen("\(ana)\r\n\(ben)\n\nanybody") == [ana, ben])
        #expect(MemberPage.chosen(nil) == [])
    }

    @Test func `a role that there is not is refused`() {
        #expect(throws: Problem.self) { try MemberPage.accept(["role": "emperor"]) }
    }

    @Test func `of the roles that need a second factor, each counts once`() {
        let fields = Fields(["second_factor_roles": .array(["owner", "staff", "owner"])])
        #expect(MemberSlice.roles(fields) == [.owner, .staff])
    }
}
