/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = $protobuf.roots["default"] || ($protobuf.roots["default"] = {});

export const bench = $root.bench = (() => {

    /**
     * Namespace bench.
     * @exports bench
     * @namespace
     */
    const bench = {};

    bench.Text = (function() {

        /**
         * Properties of a Text.
         * @typedef {Object} bench.Text.$Properties
         * @property {string|null} [text] Text text
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Text.
         * @memberof bench
         * @interface IText
         * @augments bench.Text.$Properties
         * @deprecated Use bench.Text.$Properties instead.
         */

        /**
         * Shape of a Text.
         * @typedef {bench.Text.$Properties} bench.Text.$Shape
         */

        /**
         * Constructs a new Text.
         * @memberof bench
         * @classdesc Represents a Text.
         * @constructor
         * @param {bench.Text.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Text = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Text text.
         * @member {string} text
         * @memberof bench.Text
         * @instance
         */
        Text.prototype.text = "";

        /**
         * Encodes the specified Text message. Does not implicitly {@link bench.Text.verify|verify} messages.
         * @function encode
         * @memberof bench.Text
         * @static
         * @param {bench.Text.$Properties} message Text message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Text.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.text != null && $Object.hasOwnProperty.call(message, "text") && message.text !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.text);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Text message from the specified reader or buffer.
         * @function decode
         * @memberof bench.Text
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {bench.Text & bench.Text.$Shape} Text
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Text.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.bench.Text();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.text = value;
                        else
                            delete message.text;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Text;
    })();

    bench.Blob = (function() {

        /**
         * Properties of a Blob.
         * @typedef {Object} bench.Blob.$Properties
         * @property {Uint8Array|null} [data] Blob data
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Blob.
         * @memberof bench
         * @interface IBlob
         * @augments bench.Blob.$Properties
         * @deprecated Use bench.Blob.$Properties instead.
         */

        /**
         * Shape of a Blob.
         * @typedef {bench.Blob.$Properties} bench.Blob.$Shape
         */

        /**
         * Constructs a new Blob.
         * @memberof bench
         * @classdesc Represents a Blob.
         * @constructor
         * @param {bench.Blob.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Blob = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Blob data.
         * @member {Uint8Array} data
         * @memberof bench.Blob
         * @instance
         */
        Blob.prototype.data = $util.newBuffer([]);

        /**
         * Encodes the specified Blob message. Does not implicitly {@link bench.Blob.verify|verify} messages.
         * @function encode
         * @memberof bench.Blob
         * @static
         * @param {bench.Blob.$Properties} message Blob message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Blob.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.data != null && $Object.hasOwnProperty.call(message, "data") && message.data.length)
                writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.data);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Blob message from the specified reader or buffer.
         * @function decode
         * @memberof bench.Blob
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {bench.Blob & bench.Blob.$Shape} Blob
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Blob.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.bench.Blob();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.data = value;
                        else
                            delete message.data;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Blob;
    })();

    bench.Count = (function() {

        /**
         * Properties of a Count.
         * @typedef {Object} bench.Count.$Properties
         * @property {number|null} [count] Count count
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Count.
         * @memberof bench
         * @interface ICount
         * @augments bench.Count.$Properties
         * @deprecated Use bench.Count.$Properties instead.
         */

        /**
         * Shape of a Count.
         * @typedef {bench.Count.$Properties} bench.Count.$Shape
         */

        /**
         * Constructs a new Count.
         * @memberof bench
         * @classdesc Represents a Count.
         * @constructor
         * @param {bench.Count.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Count = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Count count.
         * @member {number} count
         * @memberof bench.Count
         * @instance
         */
        Count.prototype.count = 0;

        /**
         * Encodes the specified Count message. Does not implicitly {@link bench.Count.verify|verify} messages.
         * @function encode
         * @memberof bench.Count
         * @static
         * @param {bench.Count.$Properties} message Count message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Count.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.count != null && $Object.hasOwnProperty.call(message, "count") && message.count !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.count);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Count message from the specified reader or buffer.
         * @function decode
         * @memberof bench.Count
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {bench.Count & bench.Count.$Shape} Count
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Count.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.bench.Count();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.count = value;
                        else
                            delete message.count;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Count;
    })();

    bench.Record = (function() {

        /**
         * Properties of a Record.
         * @typedef {Object} bench.Record.$Properties
         * @property {number|Long|null} [id] Record id
         * @property {number|Long|null} [account] Record account
         * @property {string|null} [name] Record name
         * @property {string|null} [email] Record email
         * @property {boolean|null} [active] Record active
         * @property {number|null} [score] Record score
         * @property {number|null} [weight] Record weight
         * @property {number|null} [delta] Record delta
         * @property {number|Long|null} [hash] Record hash
         * @property {number|Long|null} [offset] Record offset
         * @property {Uint8Array|null} [token] Record token
         * @property {bench.State|null} [state] Record state
         * @property {bench.Place.$Properties|null} [home] Record home
         * @property {bench.Place.$Properties|null} [work] Record work
         * @property {Array.<string>|null} [tags] Record tags
         * @property {Array.<number>|null} [readings] Record readings
         * @property {Array.<bench.Item.$Properties>|null} [items] Record items
         * @property {Object.<string,string>|null} [labels] Record labels
         * @property {Object.<string,number|Long>|null} [counters] Record counters
         * @property {string|null} [nickname] Record nickname
         * @property {number|null} [version] Record version
         * @property {number|null} [priority] Record priority
         * @property {string|null} [currency] Record currency
         * @property {number|Long|null} [price] Record price
         * @property {number|Long|null} [createdAt] Record createdAt
         * @property {number|Long|null} [updatedAt] Record updatedAt
         * @property {string|null} [locale] Record locale
         * @property {string|null} [zone] Record zone
         * @property {Uint8Array|null} [signature] Record signature
         * @property {Array.<number>|null} [position] Record position
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Record.
         * @memberof bench
         * @interface IRecord
         * @augments bench.Record.$Properties
         * @deprecated Use bench.Record.$Properties instead.
         */

        /**
         * Shape of a Record.
         * @typedef {bench.Record.$Properties} bench.Record.$Shape
         */

        /**
         * Constructs a new Record.
         * @memberof bench
         * @classdesc Represents a Record.
         * @constructor
         * @param {bench.Record.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Record = function (properties) {
            this.tags = [];
            this.readings = [];
            this.items = [];
            this.labels = {};
            this.counters = {};
            this.position = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Record id.
         * @member {number|Long} id
         * @memberof bench.Record
         * @instance
         */
        Record.prototype.id = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

        /**
         * Record account.
         * @member {number|Long} account
         * @memberof bench.Record
         * @instance
         */
        Record.prototype.account = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Record name.
         * @member {string} name
         * @memberof bench.Record
         * @instance
         */
        Record.prototype.name = "";

        /**
         * Record email.
         * @member {string} email
         * @memberof bench.Record
         * @instance
         */
        Record.prototype.email = "";

        /**
         * Record active.
         * @member {boolean} active
         * @memberof bench.Record
         * @instance
         */
        Record.prototype.active = false;

        /**
         * Record score.
         * @member {number} score
         * @memberof bench.Record
         * @instance
         */
        Record.prototype.score = 0;

        /**
         * Record weight.
         * @member {number} weight
         * @memberof bench.Record
         * @instance
         */
        Record.prototype.weight = 0;

        /**
         * Record delta.
         * @member {number} delta
         * @memberof bench.Record
         * @instance
         */
        Record.prototype.delta = 0;

        /**
         * Record hash.
         * @member {number|Long} hash
         * @memberof bench.Record
         * @instance
         */
        Record.prototype.hash = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Record offset.
         * @member {number|Long} offset
         * @memberof bench.Record
         * @instance
         */
        Record.prototype.offset = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

        /**
         * Record token.
         * @member {Uint8Array} token
         * @memberof bench.Record
         * @instance
         */
        Record.prototype.token = $util.newBuffer([]);

        /**
         * Record state.
         * @member {bench.State} state
         * @memberof bench.Record
         * @instance
         */
        Record.prototype.state = 0;

        /**
         * Record home.
         * @member {bench.Place.$Properties|null|undefined} home
         * @memberof bench.Record
         * @instance
         */
        Record.prototype.home = null;

        /**
         * Record work.
         * @member {bench.Place.$Properties|null|undefined} work
         * @memberof bench.Record
         * @instance
         */
        Record.prototype.work = null;

        /**
         * Record tags.
         * @member {Array.<string>} tags
         * @memberof bench.Record
         * @instance
         */
        Record.prototype.tags = $util.emptyArray;

        /**
         * Record readings.
         * @member {Array.<number>} readings
         * @memberof bench.Record
         * @instance
         */
        Record.prototype.readings = $util.emptyArray;

        /**
         * Record items.
         * @member {Array.<bench.Item.$Properties>} items
         * @memberof bench.Record
         * @instance
         */
        Record.prototype.items = $util.emptyArray;

        /**
         * Record labels.
         * @member {Object.<string,string>} labels
         * @memberof bench.Record
         * @instance
         */
        Record.prototype.labels = $util.emptyObject;

        /**
         * Record counters.
         * @member {Object.<string,number|Long>} counters
         * @memberof bench.Record
         * @instance
         */
        Record.prototype.counters = $util.emptyObject;

        /**
         * Record nickname.
         * @member {string|null|undefined} nickname
         * @memberof bench.Record
         * @instance
         */
        Record.prototype.nickname = null;

        /**
         * Record version.
         * @member {number} version
         * @memberof bench.Record
         * @instance
         */
        Record.prototype.version = 0;

        /**
         * Record priority.
         * @member {number} priority
         * @memberof bench.Record
         * @instance
         */
        Record.prototype.priority = 0;

        /**
         * Record currency.
         * @member {string} currency
         * @memberof bench.Record
         * @instance
         */
        Record.prototype.currency = "";

        /**
         * Record price.
         * @member {number|Long} price
         * @memberof bench.Record
         * @instance
         */
        Record.prototype.price = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

        /**
         * Record createdAt.
         * @member {number|Long} createdAt
         * @memberof bench.Record
         * @instance
         */
        Record.prototype.createdAt = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

        /**
         * Record updatedAt.
         * @member {number|Long} updatedAt
         * @memberof bench.Record
         * @instance
         */
        Record.prototype.updatedAt = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

        /**
         * Record locale.
         * @member {string} locale
         * @memberof bench.Record
         * @instance
         */
        Record.prototype.locale = "";

        /**
         * Record zone.
         * @member {string} zone
         * @memberof bench.Record
         * @instance
         */
        Record.prototype.zone = "";

        /**
         * Record signature.
         * @member {Uint8Array} signature
         * @memberof bench.Record
         * @instance
         */
        Record.prototype.signature = $util.newBuffer([]);

        /**
         * Record position.
         * @member {Array.<number>} position
         * @memberof bench.Record
         * @instance
         */
        Record.prototype.position = $util.emptyArray;

        // OneOf field names bound to virtual getters and setters
        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(Record.prototype, "_nickname", {
            get: $util.oneOfGetter($oneOfFields = ["nickname"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        /**
         * Encodes the specified Record message. Does not implicitly {@link bench.Record.verify|verify} messages.
         * @function encode
         * @memberof bench.Record
         * @static
         * @param {bench.Record.$Properties} message Record message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Record.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.id != null && $Object.hasOwnProperty.call(message, "id") && (typeof message.id === "object" ? message.id.low || message.id.high : message.id !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).int64(message.id);
            if (message.account != null && $Object.hasOwnProperty.call(message, "account") && (typeof message.account === "object" ? message.account.low || message.account.high : message.account !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.account);
            if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.name);
            if (message.email != null && $Object.hasOwnProperty.call(message, "email") && message.email !== "")
                writer.uint32(/* id 4, wireType 2 =*/34).string(message.email);
            if (message.active != null && $Object.hasOwnProperty.call(message, "active") && message.active !== false)
                writer.uint32(/* id 5, wireType 0 =*/40).bool(message.active);
            if (message.score != null && $Object.hasOwnProperty.call(message, "score") && !$Object.is(message.score, 0))
                writer.uint32(/* id 6, wireType 1 =*/49).double(message.score);
            if (message.weight != null && $Object.hasOwnProperty.call(message, "weight") && !$Object.is(message.weight, 0))
                writer.uint32(/* id 7, wireType 5 =*/61).float(message.weight);
            if (message.delta != null && $Object.hasOwnProperty.call(message, "delta") && message.delta !== 0)
                writer.uint32(/* id 8, wireType 0 =*/64).sint32(message.delta);
            if (message.hash != null && $Object.hasOwnProperty.call(message, "hash") && (typeof message.hash === "object" ? message.hash.low || message.hash.high : message.hash !== 0))
                writer.uint32(/* id 9, wireType 1 =*/73).fixed64(message.hash);
            if (message.offset != null && $Object.hasOwnProperty.call(message, "offset") && (typeof message.offset === "object" ? message.offset.low || message.offset.high : message.offset !== 0))
                writer.uint32(/* id 10, wireType 1 =*/81).sfixed64(message.offset);
            if (message.token != null && $Object.hasOwnProperty.call(message, "token") && message.token.length)
                writer.uint32(/* id 11, wireType 2 =*/90).bytes(message.token);
            if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state !== 0)
                writer.uint32(/* id 12, wireType 0 =*/96).int32(message.state);
            if (message.home != null && $Object.hasOwnProperty.call(message, "home"))
                $root.bench.Place.encode(message.home, writer.uint32(/* id 13, wireType 2 =*/106).fork(), _depth + 1).ldelim();
            if (message.work != null && $Object.hasOwnProperty.call(message, "work"))
                $root.bench.Place.encode(message.work, writer.uint32(/* id 14, wireType 2 =*/114).fork(), _depth + 1).ldelim();
            if (message.tags != null && message.tags.length)
                for (let i = 0; i < message.tags.length; ++i)
                    writer.uint32(/* id 15, wireType 2 =*/122).string(message.tags[i]);
            if (message.readings != null && message.readings.length)
                writer.uint32(/* id 16, wireType 2 =*/130).int32s(message.readings);
            if (message.items != null && message.items.length)
                for (let i = 0; i < message.items.length; ++i)
                    $root.bench.Item.encode(message.items[i], writer.uint32(/* id 17, wireType 2 =*/138).fork(), _depth + 1).ldelim();
            if (message.labels != null && $Object.hasOwnProperty.call(message, "labels"))
                for (let keys = $Object.keys(message.labels), i = 0; i < keys.length; ++i)
                    writer.uint32(/* id 18, wireType 2 =*/146).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]).uint32(/* id 2, wireType 2 =*/18).string(message.labels[keys[i]]).ldelim();
            if (message.counters != null && $Object.hasOwnProperty.call(message, "counters"))
                for (let keys = $Object.keys(message.counters), i = 0; i < keys.length; ++i)
                    writer.uint32(/* id 19, wireType 2 =*/154).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]).uint32(/* id 2, wireType 0 =*/16).int64(message.counters[keys[i]]).ldelim();
            if (message.nickname != null && $Object.hasOwnProperty.call(message, "nickname"))
                writer.uint32(/* id 20, wireType 2 =*/162).string(message.nickname);
            if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== 0)
                writer.uint32(/* id 21, wireType 0 =*/168).uint32(message.version);
            if (message.priority != null && $Object.hasOwnProperty.call(message, "priority") && message.priority !== 0)
                writer.uint32(/* id 22, wireType 0 =*/176).int32(message.priority);
            if (message.currency != null && $Object.hasOwnProperty.call(message, "currency") && message.currency !== "")
                writer.uint32(/* id 23, wireType 2 =*/186).string(message.currency);
            if (message.price != null && $Object.hasOwnProperty.call(message, "price") && (typeof message.price === "object" ? message.price.low || message.price.high : message.price !== 0))
                writer.uint32(/* id 24, wireType 0 =*/192).int64(message.price);
            if (message.createdAt != null && $Object.hasOwnProperty.call(message, "createdAt") && (typeof message.createdAt === "object" ? message.createdAt.low || message.createdAt.high : message.createdAt !== 0))
                writer.uint32(/* id 25, wireType 0 =*/200).int64(message.createdAt);
            if (message.updatedAt != null && $Object.hasOwnProperty.call(message, "updatedAt") && (typeof message.updatedAt === "object" ? message.updatedAt.low || message.updatedAt.high : message.updatedAt !== 0))
                writer.uint32(/* id 26, wireType 0 =*/208).int64(message.updatedAt);
            if (message.locale != null && $Object.hasOwnProperty.call(message, "locale") && message.locale !== "")
                writer.uint32(/* id 27, wireType 2 =*/218).string(message.locale);
            if (message.zone != null && $Object.hasOwnProperty.call(message, "zone") && message.zone !== "")
                writer.uint32(/* id 28, wireType 2 =*/226).string(message.zone);
            if (message.signature != null && $Object.hasOwnProperty.call(message, "signature") && message.signature.length)
                writer.uint32(/* id 29, wireType 2 =*/234).bytes(message.signature);
            if (message.position != null && message.position.length)
                writer.uint32(/* id 30, wireType 2 =*/242).doubles(message.position);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Record message from the specified reader or buffer.
         * @function decode
         * @memberof bench.Record
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {bench.Record & bench.Record.$Shape} Record
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Record.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, key, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.bench.Record();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.id = value;
                        else
                            delete message.id;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.account = value;
                        else
                            delete message.account;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.name = value;
                        else
                            delete message.name;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.email = value;
                        else
                            delete message.email;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.active = value;
                        else
                            delete message.active;
                        continue;
                    }
                case 6: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.score = value;
                        else
                            delete message.score;
                        continue;
                    }
                case 7: {
                        if (wireType !== 5)
                            break;
                        if (!$Object.is(value = reader.float(), 0))
                            message.weight = value;
                        else
                            delete message.weight;
                        continue;
                    }
                case 8: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.sint32())
                            message.delta = value;
                        else
                            delete message.delta;
                        continue;
                    }
                case 9: {
                        if (wireType !== 1)
                            break;
                        if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                            message.hash = value;
                        else
                            delete message.hash;
                        continue;
                    }
                case 10: {
                        if (wireType !== 1)
                            break;
                        if (typeof (value = reader.sfixed64()) === "object" ? value.low || value.high : value !== 0)
                            message.offset = value;
                        else
                            delete message.offset;
                        continue;
                    }
                case 11: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.token = value;
                        else
                            delete message.token;
                        continue;
                    }
                case 12: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.state = value;
                        else
                            delete message.state;
                        continue;
                    }
                case 13: {
                        if (wireType !== 2)
                            break;
                        message.home = $root.bench.Place.decode(reader, reader.size(), $undefined, _depth + 1, message.home);
                        continue;
                    }
                case 14: {
                        if (wireType !== 2)
                            break;
                        message.work = $root.bench.Place.decode(reader, reader.size(), $undefined, _depth + 1, message.work);
                        continue;
                    }
                case 15: {
                        if (wireType !== 2)
                            break;
                        if (!(message.tags && message.tags.length))
                            message.tags = [];
                        message.tags.push(reader.stringVerify());
                        continue;
                    }
                case 16: {
                        if (wireType === 2) {
                            if (!(message.readings && message.readings.length))
                                message.readings = [];
                            reader.int32s(message.readings);
                            continue;
                        }
                        if (wireType !== 0)
                            break;
                        if (!(message.readings && message.readings.length))
                            message.readings = [];
                        message.readings.push(reader.int32());
                        continue;
                    }
                case 17: {
                        if (wireType !== 2)
                            break;
                        if (!(message.items && message.items.length))
                            message.items = [];
                        message.items.push($root.bench.Item.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 18: {
                        if (wireType !== 2)
                            break;
                        if (message.labels === $util.emptyObject)
                            message.labels = {};
                        let end2 = reader.size() + reader.pos;
                        if (end2 > reader.len)
                            throw $RangeError("index out of range");
                        reader.len = end2;
                        key = "";
                        value = "";
                        while (reader.pos < end2) {
                            let tag2 = reader.tag();
                            wireType = tag2 & 7;
                            switch (tag2 >>>= 3) {
                            case 1:
                                if (wireType !== 2)
                                    break;
                                key = reader.stringVerify();
                                continue;
                            case 2:
                                if (wireType !== 2)
                                    break;
                                value = reader.stringVerify();
                                continue;
                            }
                            reader.skipType(wireType, _depth, tag2);
                        }
                        if (reader.pos !== end2)
                            throw $RangeError("index out of range");
                        reader.len = end;
                        if (key === "__proto__")
                            $util.makeProp(message.labels, key);
                        message.labels[key] = value;
                        continue;
                    }
                case 19: {
                        if (wireType !== 2)
                            break;
                        if (message.counters === $util.emptyObject)
                            message.counters = {};
                        let end2 = reader.size() + reader.pos;
                        if (end2 > reader.len)
                            throw $RangeError("index out of range");
                        reader.len = end2;
                        key = "";
                        value = $util.Long ? $util.Long.fromNumber(0, false) : 0;
                        while (reader.pos < end2) {
                            let tag2 = reader.tag();
                            wireType = tag2 & 7;
                            switch (tag2 >>>= 3) {
                            case 1:
                                if (wireType !== 2)
                                    break;
                                key = reader.stringVerify();
                                continue;
                            case 2:
                                if (wireType !== 0)
                                    break;
                                value = reader.int64();
                                continue;
                            }
                            reader.skipType(wireType, _depth, tag2);
                        }
                        if (reader.pos !== end2)
                            throw $RangeError("index out of range");
                        reader.len = end;
                        if (key === "__proto__")
                            $util.makeProp(message.counters, key);
                        message.counters[key] = value;
                        continue;
                    }
                case 20: {
                        if (wireType !== 2)
                            break;
                        message.nickname = reader.stringVerify();
                        message._nickname = "nickname";
                        continue;
                    }
                case 21: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.version = value;
                        else
                            delete message.version;
                        continue;
                    }
                case 22: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.priority = value;
                        else
                            delete message.priority;
                        continue;
                    }
                case 23: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.currency = value;
                        else
                            delete message.currency;
                        continue;
                    }
                case 24: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.price = value;
                        else
                            delete message.price;
                        continue;
                    }
                case 25: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.createdAt = value;
                        else
                            delete message.createdAt;
                        continue;
                    }
                case 26: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.updatedAt = value;
                        else
                            delete message.updatedAt;
                        continue;
                    }
                case 27: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.locale = value;
                        else
                            delete message.locale;
                        continue;
                    }
                case 28: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.zone = value;
                        else
                            delete message.zone;
                        continue;
                    }
                case 29: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.signature = value;
                        else
                            delete message.signature;
                        continue;
                    }
                case 30: {
                        if (wireType === 2) {
                            if (!(message.position && message.position.length))
                                message.position = [];
                            reader.doubles(message.position);
                            continue;
                        }
                        if (wireType !== 1)
                            break;
                        if (!(message.position && message.position.length))
                            message.position = [];
                        message.position.push(reader.double());
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Record;
    })();

    /**
     * State enum.
     * @name bench.State
     * @enum {number}
     * @property {number} STATE_UNSPECIFIED=0 STATE_UNSPECIFIED value
     * @property {number} STATE_OPEN=1 STATE_OPEN value
     * @property {number} STATE_PAID=2 STATE_PAID value
     */
    bench.State = (function() {
        const valuesById = $Object.create(null), values = $Object.create(valuesById);
        values[valuesById[0] = "STATE_UNSPECIFIED"] = 0;
        values[valuesById[1] = "STATE_OPEN"] = 1;
        values[valuesById[2] = "STATE_PAID"] = 2;
        return values;
    })();

    bench.Place = (function() {

        /**
         * Properties of a Place.
         * @typedef {Object} bench.Place.$Properties
         * @property {string|null} [street] Place street
         * @property {string|null} [city] Place city
         * @property {number|null} [code] Place code
         * @property {number|null} [latitude] Place latitude
         * @property {number|null} [longitude] Place longitude
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Place.
         * @memberof bench
         * @interface IPlace
         * @augments bench.Place.$Properties
         * @deprecated Use bench.Place.$Properties instead.
         */

        /**
         * Shape of a Place.
         * @typedef {bench.Place.$Properties} bench.Place.$Shape
         */

        /**
         * Constructs a new Place.
         * @memberof bench
         * @classdesc Represents a Place.
         * @constructor
         * @param {bench.Place.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Place = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Place street.
         * @member {string} street
         * @memberof bench.Place
         * @instance
         */
        Place.prototype.street = "";

        /**
         * Place city.
         * @member {string} city
         * @memberof bench.Place
         * @instance
         */
        Place.prototype.city = "";

        /**
         * Place code.
         * @member {number} code
         * @memberof bench.Place
         * @instance
         */
        Place.prototype.code = 0;

        /**
         * Place latitude.
         * @member {number} latitude
         * @memberof bench.Place
         * @instance
         */
        Place.prototype.latitude = 0;

        /**
         * Place longitude.
         * @member {number} longitude
         * @memberof bench.Place
         * @instance
         */
        Place.prototype.longitude = 0;

        /**
         * Encodes the specified Place message. Does not implicitly {@link bench.Place.verify|verify} messages.
         * @function encode
         * @memberof bench.Place
         * @static
         * @param {bench.Place.$Properties} message Place message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Place.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.street != null && $Object.hasOwnProperty.call(message, "street") && message.street !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.street);
            if (message.city != null && $Object.hasOwnProperty.call(message, "city") && message.city !== "")
                writer.uint32(/* id 2, wireType 2 =*/18).string(message.city);
            if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== 0)
                writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.code);
            if (message.latitude != null && $Object.hasOwnProperty.call(message, "latitude") && !$Object.is(message.latitude, 0))
                writer.uint32(/* id 4, wireType 1 =*/33).double(message.latitude);
            if (message.longitude != null && $Object.hasOwnProperty.call(message, "longitude") && !$Object.is(message.longitude, 0))
                writer.uint32(/* id 5, wireType 1 =*/41).double(message.longitude);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Place message from the specified reader or buffer.
         * @function decode
         * @memberof bench.Place
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {bench.Place & bench.Place.$Shape} Place
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Place.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.bench.Place();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.street = value;
                        else
                            delete message.street;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.city = value;
                        else
                            delete message.city;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.code = value;
                        else
                            delete message.code;
                        continue;
                    }
                case 4: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.latitude = value;
                        else
                            delete message.latitude;
                        continue;
                    }
                case 5: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.longitude = value;
                        else
                            delete message.longitude;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Place;
    })();

    bench.Item = (function() {

        /**
         * Properties of an Item.
         * @typedef {Object} bench.Item.$Properties
         * @property {string|null} [label] Item label
         * @property {number|Long|null} [price] Item price
         * @property {number|null} [count] Item count
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of an Item.
         * @memberof bench
         * @interface IItem
         * @augments bench.Item.$Properties
         * @deprecated Use bench.Item.$Properties instead.
         */

        /**
         * Shape of an Item.
         * @typedef {bench.Item.$Properties} bench.Item.$Shape
         */

        /**
         * Constructs a new Item.
         * @memberof bench
         * @classdesc Represents an Item.
         * @constructor
         * @param {bench.Item.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Item = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Item label.
         * @member {string} label
         * @memberof bench.Item
         * @instance
         */
        Item.prototype.label = "";

        /**
         * Item price.
         * @member {number|Long} price
         * @memberof bench.Item
         * @instance
         */
        Item.prototype.price = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

        /**
         * Item count.
         * @member {number} count
         * @memberof bench.Item
         * @instance
         */
        Item.prototype.count = 0;

        /**
         * Encodes the specified Item message. Does not implicitly {@link bench.Item.verify|verify} messages.
         * @function encode
         * @memberof bench.Item
         * @static
         * @param {bench.Item.$Properties} message Item message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Item.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.label != null && $Object.hasOwnProperty.call(message, "label") && message.label !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.label);
            if (message.price != null && $Object.hasOwnProperty.call(message, "price") && (typeof message.price === "object" ? message.price.low || message.price.high : message.price !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).int64(message.price);
            if (message.count != null && $Object.hasOwnProperty.call(message, "count") && message.count !== 0)
                writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.count);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes an Item message from the specified reader or buffer.
         * @function decode
         * @memberof bench.Item
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {bench.Item & bench.Item.$Shape} Item
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Item.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.bench.Item();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.label = value;
                        else
                            delete message.label;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                            message.price = value;
                        else
                            delete message.price;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.count = value;
                        else
                            delete message.count;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Item;
    })();

    return bench;
})();

export {
  $root as default
};
