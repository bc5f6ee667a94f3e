import Kernel
import Testing

@Suite struct ExplainTests {
    private let morning = OpeningHours([minutes(540, 720)])
    private let rule = SlotRule(
        duration: .minutes(60), step: .minutes(30), before: .zero, after: .minutes(15), earliest: minute(500),
        latest: minute(2000), units: 1)

    private func maria(_ claims: [Interval] = [], open: IntervalSet? = nil) -> ResourceCalendar {
        ResourceCalendar(
            id: 1, open: open ?? morning.open, claims: claims.map { Claimed(interval: $0, units: 1) }, capacity: 1)
    }

    private func refusals(_ start: Int, _ needs: [[ResourceCalendar]], closed: ClosedReason? = nil) -> [Refusal] {
        Availability.refusals(
            start: minute(start), hours: morning, needs: needs, rule: rule, now: minute(400), closedReason: closed)
    }

    @Test func `Maria's free morning is offered every half hour`() {
        let slots = Availability.slots(hours: morning, needs: [[maria()]], rule: rule, over: minutes(0, 1440))
        #expect(slots.map(\.start) == [540, 570, 600, 630, 660].map(minute))
        #expect(slots.allSatisfy { $0.end - $0.start == .hours(1) && $0.spots == 1 })
    }

    @Test func `a buffer may reach past closing, but not into the next claim`() {
        #expect(refusals(660, [[maria()]]).isEmpty)
        #expect(refusals(540, [[maria([minutes(615, 700)])]]).isEmpty)
        #expect(refusals(540, [[maria([minutes(614, 700)])]]).contains(.resourceTaken(resource: 0, by: 0)))
    }

    @Test func `all reasons are told at once`() {
        let early = refusals(300, [[maria([minutes(280, 310), minutes(320, 330)])]])
        #expect(
            early == [
                .past, .notice(earliest: minute(500)), .closed, .resourceClosed(resource: 0), .noneFree(group: 0),
            ])
        #expect(refusals(2000, []) == [.window(latest: minute(2000)), .closed])
        #expect(refusals(545, []) == [.offGrid])
    }

    @Test func `a holiday is named in place of closed hours`() {
        #expect(refusals(800, [], closed: .holiday) == [.exception(.holiday)])
    }

    @Test func `every claim in the way is named`() {
        let busy = maria([minutes(500, 545), minutes(545, 550), minutes(610, 620), minutes(615, 700)])
        #expect(
            refusals(540, [[busy]]) == [
                .resourceTaken(resource: 0, by: 0), .resourceTaken(resource: 0, by: 1),
                .resourceTaken(resource: 0, by: 2), .noneFree(group: 0),
            ])
    }

    @Test func `a group with somebody free has nothing to explain`() {
        #expect(refusals(540, [[maria([minutes(540, 600)]), maria()]]).isEmpty)
    }

    @Test func `resources are counted through all groups`() {
        let room = ResourceCalendar(id: 9, open: IntervalSet(), claims: [], capacity: 1)
        #expect(refusals(540, [[maria()], [room]]) == [.resourceClosed(resource: 1), .noneFree(group: 1)])
    }

    @Test func `one person can't be both the teacher and the helper`() {
        #expect(refusals(540, [[maria()], [maria()]]) == [.noneFree(group: 1)])
        let ines = ResourceCalendar(id: 2, open: morning.open, claims: [], capacity: 1)
        #expect(
            Availability.choose(start: minute(540), needs: [[maria(), ines], [maria()]], rule: rule)?.resources == [
                [1], [0],
            ])
        #expect(Availability.choose(start: minute(540), needs: [[maria()], [maria()]], rule: rule)?.resources == nil)
    }

    @Test func `the first free one is chosen, in the order given`() {
        let needs = [[maria([minutes(540, 600)]), maria(), maria()]]
        #expect(Availability.candidates(start: minute(540), needs: needs, rule: rule) == [[1, 2]])
        #expect(Availability.choose(start: minute(540), needs: needs, rule: rule)?.resources == [[1]])
        #expect(Availability.choose(start: minute(540), needs: [], rule: rule)?.resources == [])
    }

    @Test func `a party larger than the resource finds none free`() {
        let four = SlotRule(
            duration: .minutes(60), step: .minutes(30), before: .zero, after: .zero, earliest: minute(0),
            latest: minute(2000), units: 4)
        let refusals = Availability.refusals(
            start: minute(540), hours: morning, needs: [[maria()]], rule: four, now: minute(0))
        #expect(refusals == [.noneFree(group: 0)])
    }
}
