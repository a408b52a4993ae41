import FleetTesting
import JSON
import Testing

@Suite("A validator that lets everything through would prove nothing")
struct SchemaValidatorTests {
    private static let schema: JSONValue = [
        "type": "object", "required": ["a"], "additionalProperties": false, "patternProperties": ["^x-": true],
        "properties": [
            "a": ["type": "integer", "minimum": 1], "b": ["enum": ["u", "v"]], "c": ["const": "w"],
            "d": ["type": "array", "items": ["type": "string"]],
            "e": ["$ref": "#/$defs/e"], "f": ["type": "string", "pattern": "^[a-z]+$", "minLength": 2],
            "g": ["oneOf": [["type": "null"], ["type": "integer", "minimum": 5]]],
            "h": ["type": "string", "nullable": true], "i": ["allOf": [["type": "number"], ["exclusiveMaximum": 3]]], "j": ["$ref": "#/$defs/gone"],
            "k": ["not": ["type": "string"]], "l": ["if": ["type": "string"], "then": ["const": "s"], "else": ["type": "null"]],
        ],
        "$defs": ["e": ["type": ["string", "null"]]],
    ]

    private static let wrong: [String] = [
        "[]", "{}", #"{"a":0}"#, #"{"a":1.5}"#, #"{"a":"1"}"#, #"{"a":1,"b":"w"}"#, #"{"a":1,"c":"x"}"#, #"{"a":1,"d":[1]}"#, #"{"a":1,"e":1}"#,
        #"{"a":1,"f":"A1"}"#, #"{"a":1,"f":"a"}"#, #"{"a":1,"g":4}"#, #"{"a":1,"h":1}"#, #"{"a":1,"i":3}"#, #"{"a":1,"j":1}"#, #"{"a":1,"k":"s"}"#,
        #"{"a":1,"l":"t"}"#, #"{"a":1,"l":1}"#, #"{"a":1,"other":1}"#,
    ]

    @Test(arguments: wrong) func refuses(_ text: String) throws {
        #expect(!SchemaValidator(document: Self.schema).faults(in: try JSONReader.parse(text)).isEmpty)
    }

    @Test func accepts() throws {
        let text = #"{"a":2,"b":"u","c":"w","d":["s"],"e":null,"f":"ab","g":null,"h":null,"i":2.5,"k":1,"l":"s","x-own":1}"#
        #expect(SchemaValidator(document: Self.schema).faults(in: try JSONReader.parse(text)) == [])
    }
}
