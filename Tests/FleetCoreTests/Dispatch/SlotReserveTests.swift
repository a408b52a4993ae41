import FleetCore
import Testing

struct SlotReserveTests {
    @Test(arguments: [(31, 2, 0), (32, 2, 1), (128, 3, 4), (128, 1, 0), (128, 0, 0), (0, 2, 0)])
    func oneSlotInThirtyTwoIsKeptWhereTenantsShareTheFleet(slots: Int, tenants: Int, kept: Int) {
        #expect(SlotReserve(slots: slots, tenants: tenants).count == kept)
    }

    @Test func theKeptSlotsAreForThoseWhoHoldNone() {
        let reserve = SlotReserve(slots: 64, tenants: 2)
        #expect(reserve.admits(free: 3, holdsNone: false))
        #expect(!reserve.admits(free: 2, holdsNone: false))
        #expect(reserve.admits(free: 2, holdsNone: true))
        #expect(!reserve.admits(free: 0, holdsNone: true))
    }
}
