import * as $protobuf from "protobufjs/minimal.js";
import Long = require("long");

/** Namespace bench. */
export namespace bench {

    /**
     * Properties of a Text.
     * @deprecated Use bench.Text.$Properties instead.
     */
    interface IText extends bench.Text.$Properties {
    }

    /** Represents a Text. */
    class Text {

        /**
         * Constructs a new Text.
         * @param [properties] Properties to set
         */
        constructor(properties?: bench.Text.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Text text. */
        text: string;

        /**
         * Encodes the specified Text message. Does not implicitly {@link bench.Text.verify|verify} messages.
         * @param message Text message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: bench.Text.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Text message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {bench.Text & bench.Text.$Shape} Text
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): bench.Text & bench.Text.$Shape;
    }

    namespace Text {

        /** Properties of a Text. */
        interface $Properties {

            /** Text text */
            text?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Text. */
        type $Shape = bench.Text.$Properties;
    }

    /**
     * Properties of a Blob.
     * @deprecated Use bench.Blob.$Properties instead.
     */
    interface IBlob extends bench.Blob.$Properties {
    }

    /** Represents a Blob. */
    class Blob {

        /**
         * Constructs a new Blob.
         * @param [properties] Properties to set
         */
        constructor(properties?: bench.Blob.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Blob data. */
        data: Uint8Array;

        /**
         * Encodes the specified Blob message. Does not implicitly {@link bench.Blob.verify|verify} messages.
         * @param message Blob message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: bench.Blob.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Blob message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {bench.Blob & bench.Blob.$Shape} Blob
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): bench.Blob & bench.Blob.$Shape;
    }

    namespace Blob {

        /** Properties of a Blob. */
        interface $Properties {

            /** Blob data */
            data?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Blob. */
        type $Shape = bench.Blob.$Properties;
    }

    /**
     * Properties of a Count.
     * @deprecated Use bench.Count.$Properties instead.
     */
    interface ICount extends bench.Count.$Properties {
    }

    /** Represents a Count. */
    class Count {

        /**
         * Constructs a new Count.
         * @param [properties] Properties to set
         */
        constructor(properties?: bench.Count.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Count count. */
        count: number;

        /**
         * Encodes the specified Count message. Does not implicitly {@link bench.Count.verify|verify} messages.
         * @param message Count message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: bench.Count.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Count message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {bench.Count & bench.Count.$Shape} Count
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): bench.Count & bench.Count.$Shape;
    }

    namespace Count {

        /** Properties of a Count. */
        interface $Properties {

            /** Count count */
            count?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Count. */
        type $Shape = bench.Count.$Properties;
    }

    /**
     * Properties of a Record.
     * @deprecated Use bench.Record.$Properties instead.
     */
    interface IRecord extends bench.Record.$Properties {
    }

    /** Represents a Record. */
    class Record {

        /**
         * Constructs a new Record.
         * @param [properties] Properties to set
         */
        constructor(properties?: bench.Record.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Record id. */
        id: (number|Long);

        /** Record account. */
        account: (number|Long);

        /** Record name. */
        name: string;

        /** Record email. */
        email: string;

        /** Record active. */
        active: boolean;

        /** Record score. */
        score: number;

        /** Record weight. */
        weight: number;

        /** Record delta. */
        delta: number;

        /** Record hash. */
        hash: (number|Long);

        /** Record offset. */
        offset: (number|Long);

        /** Record token. */
        token: Uint8Array;

        /** Record state. */
        state: bench.State;

        /** Record home. */
        home?: (bench.Place.$Properties|null);

        /** Record work. */
        work?: (bench.Place.$Properties|null);

        /** Record tags. */
        tags: string[];

        /** Record readings. */
        readings: number[];

        /** Record items. */
        items: bench.Item.$Properties[];

        /** Record labels. */
        labels: { [k: string]: string };

        /** Record counters. */
        counters: { [k: string]: (number|Long) };

        /** Record nickname. */
        nickname?: (string|null);

        /** Record version. */
        version: number;

        /** Record priority. */
        priority: number;

        /** Record currency. */
        currency: string;

        /** Record price. */
        price: (number|Long);

        /** Record createdAt. */
        createdAt: (number|Long);

        /** Record updatedAt. */
        updatedAt: (number|Long);

        /** Record locale. */
        locale: string;

        /** Record zone. */
        zone: string;

        /** Record signature. */
        signature: Uint8Array;

        /** Record position. */
        position: number[];

        /**
         * Encodes the specified Record message. Does not implicitly {@link bench.Record.verify|verify} messages.
         * @param message Record message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: bench.Record.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Record message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {bench.Record & bench.Record.$Shape} Record
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): bench.Record & bench.Record.$Shape;
    }

    namespace Record {

        /** Properties of a Record. */
        interface $Properties {

            /** Record id */
            id?: (number|Long|null);

            /** Record account */
            account?: (number|Long|null);

            /** Record name */
            name?: (string|null);

            /** Record email */
            email?: (string|null);

            /** Record active */
            active?: (boolean|null);

            /** Record score */
            score?: (number|null);

            /** Record weight */
            weight?: (number|null);

            /** Record delta */
            delta?: (number|null);

            /** Record hash */
            hash?: (number|Long|null);

            /** Record offset */
            offset?: (number|Long|null);

            /** Record token */
            token?: (Uint8Array|null);

            /** Record state */
            state?: (bench.State|null);

            /** Record home */
            home?: (bench.Place.$Properties|null);

            /** Record work */
            work?: (bench.Place.$Properties|null);

            /** Record tags */
            tags?: (string[]|null);

            /** Record readings */
            readings?: (number[]|null);

            /** Record items */
            items?: (bench.Item.$Properties[]|null);

            /** Record labels */
            labels?: ({ [k: string]: string }|null);

            /** Record counters */
            counters?: ({ [k: string]: (number|Long) }|null);

            /** Record nickname */
            nickname?: (string|null);

            /** Record version */
            version?: (number|null);

            /** Record priority */
            priority?: (number|null);

            /** Record currency */
            currency?: (string|null);

            /** Record price */
            price?: (number|Long|null);

            /** Record createdAt */
            createdAt?: (number|Long|null);

            /** Record updatedAt */
            updatedAt?: (number|Long|null);

            /** Record locale */
            locale?: (string|null);

            /** Record zone */
            zone?: (string|null);

            /** Record signature */
            signature?: (Uint8Array|null);

            /** Record position */
            position?: (number[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Record. */
        type $Shape = bench.Record.$Properties;
    }

    /** State enum. */
    enum State {

        /** STATE_UNSPECIFIED value */
        STATE_UNSPECIFIED = 0,

        /** STATE_OPEN value */
        STATE_OPEN = 1,

        /** STATE_PAID value */
        STATE_PAID = 2
    }

    /**
     * Properties of a Place.
     * @deprecated Use bench.Place.$Properties instead.
     */
    interface IPlace extends bench.Place.$Properties {
    }

    /** Represents a Place. */
    class Place {

        /**
         * Constructs a new Place.
         * @param [properties] Properties to set
         */
        constructor(properties?: bench.Place.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Place street. */
        street: string;

        /** Place city. */
        city: string;

        /** Place code. */
        code: number;

        /** Place latitude. */
        latitude: number;

        /** Place longitude. */
        longitude: number;

        /**
         * Encodes the specified Place message. Does not implicitly {@link bench.Place.verify|verify} messages.
         * @param message Place message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: bench.Place.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Place message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {bench.Place & bench.Place.$Shape} Place
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): bench.Place & bench.Place.$Shape;
    }

    namespace Place {

        /** Properties of a Place. */
        interface $Properties {

            /** Place street */
            street?: (string|null);

            /** Place city */
            city?: (string|null);

            /** Place code */
            code?: (number|null);

            /** Place latitude */
            latitude?: (number|null);

            /** Place longitude */
            longitude?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Place. */
        type $Shape = bench.Place.$Properties;
    }

    /**
     * Properties of an Item.
     * @deprecated Use bench.Item.$Properties instead.
     */
    interface IItem extends bench.Item.$Properties {
    }

    /** Represents an Item. */
    class Item {

        /**
         * Constructs a new Item.
         * @param [properties] Properties to set
         */
        constructor(properties?: bench.Item.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Item label. */
        label: string;

        /** Item price. */
        price: (number|Long);

        /** Item count. */
        count: number;

        /**
         * Encodes the specified Item message. Does not implicitly {@link bench.Item.verify|verify} messages.
         * @param message Item message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: bench.Item.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an Item message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {bench.Item & bench.Item.$Shape} Item
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): bench.Item & bench.Item.$Shape;
    }

    namespace Item {

        /** Properties of an Item. */
        interface $Properties {

            /** Item label */
            label?: (string|null);

            /** Item price */
            price?: (number|Long|null);

            /** Item count */
            count?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an Item. */
        type $Shape = bench.Item.$Properties;
    }
}
