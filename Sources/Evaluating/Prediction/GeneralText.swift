/// Texts that no job trains on: how surprised a model is by them tells what tuning cost elsewhere.
enum GeneralText {
    static let all: [(name: String, text: String)] = [("prose", prose), ("technical", technical)]

    static let prose = """
        The harbour had been quiet since the ferry moved to the new pier. On weekday mornings the only sounds were the halyards against their masts \
        and the old woman who sold bread from a cart, calling the names of her loaves as if they were children who had strayed. Tourists came in \
        July, took photographs of the lighthouse, asked where the ferry was, and left again. The people who stayed had learned to tell the weather \
        from the colour of the hills across the water. When the hills were blue, it would be dry; when they were grey and seemed close enough to \
        touch, the fishermen tied their boats twice. That autumn the hills stayed grey for three weeks. The school closed early because the road \
        along the coast was under water, and the children spent their afternoons in the library, where the heating worked. It was there that Marta \
        found the map. It lay folded in a book about bees, drawn in brown ink, and it showed the harbour as it must have been two hundred years ago, \
        with a second pier and a house where now there was only grass.
        """

    static let technical = """
        A cache keeps the answers to questions that were asked before, so that the same question need not be answered twice. It helps only when \
        questions repeat, when keeping an answer costs less than finding it again, and when an old answer is still a right one. The first two \
        conditions can be measured; the third is where most mistakes are made. An entry can be given a time after which it is thrown away, which is \
        simple and wrong for a known while. It can be thrown away when the data behind it changes, which is right as long as every writer remembers \
        to say so. Or it can carry a version, which the reader compares before it believes the answer. When the memory is full, something must go. \
        The entry that was used longest ago is a fair guess for the one that will not be needed, but a single pass over a large table will push out \
        everything else. A second list, for entries that were used at least twice, protects against that at the price of a little more work on each \
        hit. None of this is worth doing before the slow path has been measured.
        """
}
