// The public surface of @sallyport/config-validation, by entry point.

// @sallyport/config-validation

/** A file that holds configuration, in a format that can be read. */
export interface ConfigFile {
    /** Relative to `cwd`; `{profile}` in it becomes the profile. */
    readonly path: string;
    /** A missing file is no error. @default false */
    readonly isOptional: boolean;
    readonly format: FileFormat;
}

/** How a format is read. Both throw never. */
export interface FileFormat {
    /** In documents and errors: `JSON`, `YAML`. */
    readonly name: string;
    /** Every value is text, under names of the environment: `.env`. */
    readonly isEnvironment?: boolean;
    /** What the text says. Its objects have no prototype's members beyond JSON's own; `__proto__` is an own key. */
    parse(text: string): Parsed;
    /** Where the value (or, with `key`, the name) at a path stands. Asked only when something is to be reported. */
    locate(text: string, path: readonly string[], of: 'key' | 'value'): Position | undefined;
}

/** What a file said, or where it stops making sense. `fault` never has the file's text in it. */
export type Parsed = {
    readonly ok: true;
    readonly value: unknown;
} | {
    readonly ok: false;
    readonly fault: string;
    readonly at: Position | undefined;
};

/** Counted from 1; columns in UTF-16 units. */
export interface Position {
    readonly line: number;
    readonly column: number;
}

/** How a value is written where there is only text; what it must be is zod's to say. */
export interface Field<T = unknown> {
    /** Its name in documents: `port`, `duration`. */
    readonly kind: string;
    /** Ends the sentence "must be …". Never has the value in it. */
    readonly expected: string;
    /** The value that a text stands for; undefined when it stands for none. Throws never. */
    read(text: string): T | undefined;
    /** As the environment writes it: `read(write(value))` is the value again. Never called for a secret's value. */
    write(value: T): string;
    /** As explanations show it, where a part of it is secret: a URL's userinfo. @default `write` */
    show?(value: T): string;
    /** Texts in a file are read too: `"5m"`. @default false: a file says numbers and booleans as such */
    readonly isTextInFiles?: boolean;
    /** Redacted wherever it is shown; `NAME_FILE` names a file with it. @default false */
    readonly isSecret?: boolean;
    /** One sentence for whoever sets it. */
    readonly help?: string | undefined;
    /** What `.env.example` shows; refused in production where it is a secret. */
    readonly example?: string | undefined;
    /** Whether there must be one, where the schema itself leaves it out. @default 'schema' */
    readonly required?: 'schema' | 'production' | {
        readonly when: string;
    };
    /** Changed by a reload alone it does not work: the process must start again. @default false */
    readonly needsRestart?: boolean;
    /** What a file may say, as JSON Schema. @default what zod makes of the schema */
    readonly jsonSchema?: Readonly<Record<string, unknown>>;
}

/** What the fields of this package know beyond their schema. Wrappers of a schema keep it. */
export declare const fields: z.core.$ZodRegistry<Field>;

/** What fields of amounts take; a bound or a default may be written as its text. */
export interface AmountOptions extends Omit<FieldOptions<number>, 'default'> {
    readonly default?: number | string;
    /** The least that is allowed. @default 0 */
    readonly min?: number | string;
    /** The most that is allowed. @default 2^53 - 1 */
    readonly max?: number | string;
}

/**
 * Yes or no. As text `true`, `false`, `1`, `0`, `yes`, `no`, `on` or `off`, in lower or upper case and
 * nothing else; in a file a boolean, so that the text `"false"` is an error there and never true.
 */
export declare function bool(options?: FieldOptions<boolean>): z.ZodMiniType<boolean>;

/**
 * How many bytes. As text a whole number alone or with `B`, `kB` (also `KB`), `MB`, `GB`, `TB`, which
 * are powers of ten, or `KiB`, `MiB`, `GiB`, `TiB`, which are powers of two.
 */
export declare function bytes(options?: AmountOptions): z.ZodMiniType<number>;

/**
 * One of these words, as they are written.
 */
export declare function choice<const W extends string>(words: readonly [W, ...W[]], options?: FieldOptions<W>): z.ZodMiniType<W>;

/**
 * How long, in milliseconds. As text in whole `d`, `h`, `m`, `s` and `ms`, each at most once and the
 * greater first: `250ms`, `5m`, `1h30m`. A text without a unit is none; in a file a number is
 * milliseconds.
 */
export declare function duration(options?: AmountOptions): z.ZodMiniType<number>;

/** What {@link int} takes. */
export interface IntOptions extends FieldOptions<number> {
    /** @default the least whole number that is exact, -(2^53 - 1) */
    readonly min?: number;
    /** @default the greatest whole number that is exact, 2^53 - 1 */
    readonly max?: number;
}

/**
 * A whole number. As text in plain decimal: no sign but `-`, no leading zero, no exponent, no space.
 *
 * @throws RangeError for a range that is none, or a default outside of it.
 */
export declare function int(options?: IntOptions): z.ZodMiniType<number>;

/** What is logged: this and what is graver. */
export type LogLevel = 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR' | 'CRITICAL';

/**
 * A log level, `DEBUG` to `CRITICAL`. Read in any case, in a file too; the value is in capitals.
 */
export declare function logLevel(options?: FieldOptions<LogLevel>): z.ZodMiniType<LogLevel>;

/** From the most talkative to the gravest. */
export declare const logLevels: readonly LogLevel[];

/** What every field takes. */
export interface FieldOptions<T> {
    /** What it is when nothing says it. @default none: it must be said */
    readonly default?: T;
    /** One sentence for whoever sets it. */
    readonly help?: string;
    /** What `.env.example` shows. @default the default, or a placeholder */
    readonly example?: string;
    /** A reload alone does not change it: the process must start again. @default false */
    readonly needsRestart?: boolean;
}

/**
 * A port, 1 to 65535. Where 0 stands for any that is free, take `int({ min: 0, max: 65_535 })`.
 */
export declare function port(options?: FieldOptions<number>): z.ZodMiniType<number>;

/** How many may wait: 1 to 100000. */
export declare function queueSize(options?: FieldOptions<number>): z.ZodMiniType<number>;

/** A field that must be there in production, and wherever no profile is said. Its type is optional. */
export declare function requiredInProduction<S extends z.core.$ZodType>(field: S): z.ZodMiniOptional<S>;

/**
 * A field that must be there when another value is true, or is anything but a boolean and set: an
 * integration's key, once the integration is enabled. Its type is optional.
 *
 * @param path - The other value, from the root: `airtable.enabled`.
 */
export declare function requiredWhen<S extends z.core.$ZodType>(path: string, field: S): z.ZodMiniOptional<S>;

/** One secret while it changes: what is sent, and what is still accepted. */
export interface LiveSecret {
    readonly current: Secret;
    /** The one before, until nobody uses it any more. */
    readonly previous?: Secret | undefined;
}

/**
 * The values that are accepted now, the one to send first: what `secrets` of
 * `@sallyport/webhook-auth` takes. The same value twice is one.
 */
export declare function liveSecrets({ current, previous, }: LiveSecret): readonly {
    readonly id: 'current' | 'previous';
    readonly value: Secret;
}[];

/** What {@link rotatingSecret} returns: a section with two secrets. */
export type RotatingSecret = z.ZodMiniObject<{
    current: z.ZodMiniType<Secret>;
    previous: z.ZodMiniOptional<z.ZodMiniType<Secret>>;
}, z.core.$strip>;

/**
 * A secret that may have two live values: `current`, and `previous` while it is replaced. Both are
 * leaves of their own; `names` gives them the names your deployments have, such as `API_KEY` and
 * `API_KEY_OLD`.
 */
export declare function rotatingSecret(options?: Omit<SecretOptions, 'default'>): RotatingSecret;

/** What {@link secret} takes. */
export interface SecretOptions extends Omit<FieldOptions<Secret>, 'default'> {
    /** In UTF-16 units. @default 1 */
    readonly minLength?: number;
    /** For development; production refuses what can be guessed. */
    readonly default?: string;
}

/**
 * A `Secret`: it prints nowhere, and `reveal()` is the only way out. Its text may not begin or end
 * with white space, as one read from a file does whose last line was forgotten. `NAME_FILE` may name
 * a file that holds it.
 */
export declare function secret(options?: SecretOptions): z.ZodMiniType<Secret>;

/** What {@link text} takes. */
export interface TextOptions extends FieldOptions<string> {
    /** In UTF-16 units. @default 1 */
    readonly minLength?: number;
    /** In UTF-16 units. @default 65536 */
    readonly maxLength?: number;
    /** What the whole of it must look like. Without flags, as JSON Schema has none. @default anything */
    readonly pattern?: RegExp;
    /** Says what the pattern asks for: `a name in lower case`. @default 'a text that matches …' */
    readonly expected?: string;
}

/**
 * A text.
 *
 * @throws TypeError for a pattern with flags, RangeError for lengths that are none.
 */
export declare function text(options?: TextOptions): z.ZodMiniType<string>;

/** What {@link url} takes. */
export interface UrlOptions extends FieldOptions<string> {
    /** Without the colon. @default ['https', 'http'] */
    readonly protocols?: readonly [string, ...string[]];
    /**
     * Whether `user:password@` may stand in it; explanations do not show it. Where the address as a whole
     * lets somebody in, say `secret` instead. @default false
     */
    readonly userinfo?: boolean;
    /** The value is a `Secret`, and may have userinfo. @default false */
    readonly secret?: boolean;
}

/**
 * An absolute URL with a host, as it was written; in ASCII, without spaces or backslashes, which
 * programs read differently.
 */
export declare function url(options: UrlOptions & {
    readonly secret: true;
}): z.ZodMiniType<Secret>;

/** A URL that is no secret: its value is a text. */
export declare function url(options?: UrlOptions & {
    readonly secret?: false;
}): z.ZodMiniType<string>;

/** What can be wrong with a configuration. Closed. */
export type ConfigCode = 'required' | 'required_in_production' | 'required_when' | 'invalid' | 'unknown' | 'conflict' | 'rule' | 'weak_secret' | 'forbidden_name' | 'unreadable' | 'malformed';

/** One thing that is wrong, as data. Has no value in it, whatever was given. */
export interface ConfigIssue {
    /** `redis.url`; empty for a file as a whole. */
    readonly path: string;
    readonly code: ConfigCode;
    /** A sentence without the value: `must be a port, 1 to 65535`. */
    readonly message: string;
    /** What it must be, alone. */
    readonly expected?: string;
    /** Where it stands; for what is missing, where it would. */
    readonly source: Source;
    /** What to do: `did you mean REDIS_URL?`, `set REDIS_URL`. */
    readonly fix: string;
}

/** Not wrong, but worth a line in the log: a former name, a secret's file that all may read. */
export interface ConfigWarning extends Omit<ConfigIssue, 'code'> {
    readonly code: 'former_name' | 'readable_by_all' | 'secret_in_file';
}

/** One layer, read and not yet looked at. */
export interface Layer {
    readonly kind: LayerKind;
    /** Values by nested name: a file's, overrides'. */
    readonly tree?: Readonly<Record<string, unknown>>;
    /** Texts by the names of the environment: the environment's, `.env`, fetched secrets. */
    readonly texts?: Readonly<Record<string, string | undefined>>;
    readonly file?: {
        readonly path: string;
        readonly text: string;
        readonly of: ConfigFile;
    };
}

/** Where values come from; the first that has one wins. */
export type LayerKind = 'overrides' | 'environment' | 'secrets' | 'file' | 'default';

/** Where one value stands: what an error and an explanation point at. */
export interface Source {
    readonly kind: LayerKind;
    /** The variable or secret, as it is written. */
    readonly name?: string;
    /** As it was given, not made absolute. */
    readonly file?: string;
    readonly line?: number;
    readonly column?: number;
}

/** A value that the environment can give as one text. */
export interface Leaf {
    readonly path: readonly string[];
    /** `redis.url` */
    readonly dotted: string;
    readonly schema: z.core.$ZodType;
    /** Its own, or what its zod type comes to. */
    readonly field: Field;
    /** The first is the one to use and to name in documents. */
    readonly names: readonly LeafName[];
    /** Whether loading fails without it. */
    readonly isRequired: boolean;
    /** Of the schema; undefined when there is none. */
    readonly default?: unknown;
    /** An array's: `NAME__0` is read as well, each by this. */
    readonly item?: Field;
}

/** A name of the environment. */
export interface LeafName {
    readonly name: string;
    /** Still read; whoever uses it is told of the first one. */
    readonly isFormer: boolean;
}

/** What a definition's schema comes to: made once, read with every loading. */
export interface Plan {
    readonly leaves: readonly Leaf[];
    /** Every name of the environment that means something. */
    readonly byName: ReadonlyMap<string, Leaf>;
    /** `APP__`; empty when there is no prefix. */
    readonly prefix: string;
}

// @sallyport/config-validation/network

/** A network: an address, `/` and a prefix after which no bit is set, such as `10.0.0.0/8`. */
export declare function cidr(options?: FieldOptions<string>): z.ZodMiniType<string>;

/**
 * Addresses and networks, each as a list of `@sallyport/network` takes it. As text with commas between
 * them and spaces around a comma if you like, or as JSON; `[]` is no network at all.
 */
export declare function cidrList(options?: FieldOptions<readonly string[]>): z.ZodMiniType<readonly string[]>;

/**
 * An IP address, as strictly read as by `@sallyport/network`: no leading zeros, no short forms, no port.
 * As it was written.
 */
export declare function ipAddress(options?: FieldOptions<string>): z.ZodMiniType<string>;
