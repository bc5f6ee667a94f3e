import House
import Storage

extension CatalogueSlice {
    package static let holdings: [Holding] = [
        Holding(
            "businesses", plain: ["slug", "zone", "currency", "language"],
            ofBusiness: ["name", "description", "category", "email", "phone", "address", "location"]),
        Holding("booking_settings"),
        Holding("resources", plain: ["kind", "room_kind"], ofBusiness: ["name", "description", "metadata"]),
        Holding(
            "offerings", plain: ["kind", "pricing", "assignment", "locations"],
            ofBusiness: ["name", "description", "questions"]),
        Holding("offering_needs"),
        Holding("images", plain: ["subject_kind", "hash"], ofBusiness: ["alt"]),
        Holding("image_files", plain: ["size"], ofBusiness: ["content"]),
        Holding("locations", ofBusiness: ["name", "address", "town", "directions"]),
    ]
}
