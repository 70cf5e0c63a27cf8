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
}
