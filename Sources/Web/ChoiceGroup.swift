/// Boxes under one name, of which any may be ticked: the `choices` partial shows a list of groups. Their values come back as lines of one text.
package struct ChoiceGroup: Sendable {
    package struct Choice: Sendable {
        let choiceID: String
        let choiceValue: String
        let choiceLabel: String
        let isChosen: Bool

        package init(_ value: String, _ label: String, isChosen: Bool) {
            choiceID = "c-\(value)"
            choiceValue = value
            choiceLabel = label
            self.isChosen = isChosen
        }
    }

    let groupName: String
    let legend: String
    let note: String
    let choices: [Choice]
    /// Name and label of one more box below the others; nil without it.
    let togetherName: String?
    let togetherLabel: String?
    let isTogether: Bool

    package init(
        _ name: String, legend: String, note: String, _ choices: [Choice],
        together: (name: String, label: String, isChosen: Bool)? = nil
    ) {
        groupName = name
        self.legend = legend
        self.note = note
        self.choices = choices
        togetherName = together?.name
        togetherLabel = together?.label
        isTogether = together?.isChosen ?? false
    }
}
