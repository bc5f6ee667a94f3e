import House
import Kernel
import Storage
import Web

extension CatalogueSlice {
    var locationEndpoints: [Endpoint] {
        crud(
            "locations", id: "location_id", one: "location", capability: "B11", draft: Location.draft,
            view: Location.schema, problems: ["location_in_use", "location_booked", "locations_full"],
            list: { business, page, db in
                page.cut(try db.locations(business.id), by: { $0.id.description }) { $0.json }
            },
            read: { business, id, db in
                try LocationID(id).flatMap { try db.location(business.id, $0) }?.json
            },
            create: { member, fields, origin, db in try createLocation(member, fields, by: origin, in: db).json },
            update: { member, id, fields, origin, db in
                try member.require(nil)
                guard let id = LocationID(id) else { throw Problem.notFound }
                return try updateLocation(member, id, fields, by: origin, in: db).json
            },
            archive: { member, id, origin, db in
                guard let id = LocationID(id) else { throw Problem.notFound }
                try removeLocation(member, id, by: origin, in: db)
            })
    }
}
