// The public surface of @sallyport/config-validation, by entry point.

// @sallyport/config-validation

/**
 * A configuration that cannot be used, with everything that is wrong with it. Its `message` is made for a
 * terminal; nothing in it, in the stack or in the JSON holds a value that was given.
 */
export declare class ConfigError extends Error {
    readonly name: string;
    readonly code: string;
    /** In the order of the schema; what belongs to no value of it comes first. */
    readonly issues: readonly ConfigIssue[];
    constructor(issues: readonly ConfigIssue[]);
    /** What an API or a log takes. */
    toJSON(): {
        name: string;
        code: string;
        issues: readonly ConfigIssue[];
    };
}

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

/** A configuration, thought through: what {@link defineConfig} makes. */
export interface ConfigDefinition<T = unknown> {
    readonly schema: StandardSchema<T>;
    readonly plan: Plan;
    readonly files: readonly ConfigFile[];
    /** The variable that says the profile. */
    readonly profile: string;
    readonly rules: readonly Rule[];
}

/** What a configuration is made of. */
export interface ConfigOptions<S extends StandardSchema> {
    /** A zod schema of an object; a Standard Schema of another library validates, and has only `names`. */
    readonly schema: S;
    /** `APP` makes `APP__LOG__LEVEL` of `log.level`; a variable within it that means nothing is an error. @default none: `LOG__LEVEL` */
    readonly prefix?: string;
    /** Names beside the derived ones: `{ 'redis.url': 'REDIS_URL' }`; `{ former: 'REDIS' }` is read and warned of. */
    readonly names?: {
        readonly [P in PathOf<OutputOf<S>>]?: NamesOption;
    };
    /** Later ones win. A name that ends in `.json` or begins with `.env`, or a file of another format. @default none */
    readonly files?: readonly (string | ConfigFile)[];
    /** The variable that says the profile: `production`, `staging` … @default 'NODE_ENV' */
    readonly profile?: string;
    /** What several values have to keep to together. */
    readonly rules?: readonly Rule[] | ((rule: RuleMaker<OutputOf<S>>) => readonly Rule[]);
}

/**
 * Thinks a configuration through, once: its values, their names in the environment, its files and rules.
 *
 * @throws TypeError for a definition that cannot work: two values under one name, a default that its own
 * schema refuses, a rule about a path that is not there.
 */
export declare function defineConfig<S extends StandardSchema>(options: ConfigOptions<S>): ConfigDefinition<OutputOf<S>>;

/** Dotted paths of an object's values: `port`, `log`, `log.level`. */
export type PathOf<T> = string extends keyof T ? string : {
    [K in keyof T & string]: NonNullable<T[K]> extends Whole ? K : K | `${K}.${PathOf<NonNullable<T[K]>>}`;
}[keyof T & string];

/** A file of variables. @default optional: on a server the environment itself has them */
export declare function envFile(path: string, options?: {
    readonly optional?: boolean;
}): ConfigFile;

/** Names of the environment that a value has besides its own. A former one is still read, and warned of. */
export type NamesOption = OneName | readonly OneName[];

/** A name, or one that is still read and warned of. */
export type OneName = string | {
    readonly former: string;
};

/** Where a value comes from, and what it won over. */
export interface Explanation {
    /** `redis.url` */
    readonly path: string;
    /** Every layer that has a value, the winner first; empty where there is none. */
    readonly offers: readonly Offer[];
}

/** An explanation in one line: `port = 8080 (PORT), over 3000 (default)`. */
export declare function explanationText({ path, offers }: Explanation): string;

/** What one layer has for a value. */
export interface Offer {
    readonly source: Source;
    /** The one that is used. */
    readonly isWinner: boolean;
    /** As it was given; a secret, and who a URL logs in as, is `[secret]`. */
    readonly shown: string;
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
    /** Texts in a file are read too: `"5m"`. @default false: a file says numbers and booleans as such */
    readonly isTextInFiles?: boolean;
    /** Redacted wherever it is shown; `NAME_FILE` names a file with it. @default false */
    readonly isSecret?: boolean;
    /** One sentence for whoever sets it. @default the description that the schema has in zod */
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
export declare const fields: $ZodRegistry<Field>;

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

/** A file of JSON. @default not optional: that it is missing is an error */
export declare function jsonFile(path: string, options?: {
    readonly optional?: boolean;
}): ConfigFile;

/** One layer, read and not yet looked at. */
export interface Layer {
    readonly kind: LayerKind;
    /** Values by nested name: a file's, overrides'. */
    readonly tree?: Readonly<Record<string, unknown>>;
    /** Texts by the names of the environment: the environment's, `.env`, fetched secrets. */
    readonly texts?: LayerTexts;
    readonly file?: {
        readonly path: string;
        readonly text: string;
        readonly of: ConfigFile;
    };
}

/** Where values come from; the first that has one wins. */
export type LayerKind = 'overrides' | 'environment' | 'secrets' | 'file' | 'default';

/** Texts by the names of the environment. */
export type LayerTexts = Readonly<Record<string, string | undefined>>;

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

/** All of it readonly; objects with a behaviour of their own as they are. */
export type Frozen<T> = T extends (...given: never) => unknown ? T : T extends {
    reveal(): unknown;
} | Date | URL | ReadonlyMap<unknown, unknown> | ReadonlySet<unknown> ? T : T extends object ? {
    readonly [K in keyof T]: Frozen<T[K]>;
} : T;

/** A configuration that is valid. */
export interface LoadedConfig<T = unknown> {
    /** Plain and frozen to its depths. */
    readonly config: Frozen<T>;
    /** Every layer that offered a value for a path, the winner first. Secrets are not shown. */
    readonly explain: (path: string) => Explanation;
    /** What is not wrong, and worth a line in the log. */
    readonly warnings: readonly ConfigWarning[];
    /** As it was said; undefined where nobody said one, and production's rules hold. */
    readonly profile: string | undefined;
}

/** Where values come from beside the files of the definition. */
export interface LoadOptions {
    /** The environment; only read. @default process.env */
    readonly env?: LayerTexts;
    /** What files' names are relative to. @default process.cwd() */
    readonly cwd?: string;
    /** Above everything: the command line's, a test's. By nested name: `{ log: { level: 'DEBUG' } }`. */
    readonly overrides?: object;
    /** `production`, `staging` … @default what the variable `profile` of the definition says */
    readonly profile?: string;
    /** Values fetched before, by the names of the environment, which wins over them. */
    readonly secrets?: LayerTexts;
}

/**
 * Reads every layer, validates the whole, and says where each value came from. Overrides win over the
 * environment, that over fetched secrets, those over files (later over earlier), and files over defaults.
 *
 * @throws ConfigError with everything that is wrong, not the first of it.
 */
export declare function loadConfig<T>(definition: ConfigDefinition<T>, options?: LoadOptions): LoadedConfig<T>;

/** A value that the environment can give as one text. */
export interface Leaf {
    /** The last of its path. */
    readonly name: string;
    readonly path: readonly string[];
    /** `redis.url` */
    readonly dotted: string;
    /** Its place in {@link Plan.leaves}. */
    readonly index: number;
    /** Of a Standard Schema that is not zod's: `z.unknown()`. */
    readonly schema: z.core.$ZodType;
    /** Its own, or what its zod type comes to. */
    readonly field: Field;
    /** The first is the one to use and to name in documents. */
    readonly names: readonly LeafName[];
    /** It has one name, and neither a file nor indices: read at once. */
    readonly isSimple: boolean;
    /** Whether loading fails without it, whatever else is said. */
    readonly isRequired: boolean;
    /** Of the schema; undefined when there is none. */
    readonly default?: unknown;
    /** What a default of its section has for it, which the schema gives only where nothing of the section is said. */
    readonly inherited?: unknown;
    /** An array's: `NAME__0` is read as well, each by this. */
    readonly item?: Field;
}

/** A name of the environment. */
export interface LeafName {
    readonly name: string;
    /** Still read; whoever uses it is told of the first one. */
    readonly isFormer: boolean;
    /** A secret's: `NAME_FILE`, which says where its file is. */
    readonly file?: string;
    /** An array's: `NAME__`, which its indices follow. */
    readonly items?: string;
}

/** What a definition's schema comes to: made once, read with every loading. */
export interface Plan {
    /** In the schema's order. */
    readonly leaves: readonly Leaf[];
    /** Every name of the environment that means something; not the `NAME_FILE` and `NAME__0` of one. */
    readonly byName: ReadonlyMap<string, Leaf>;
    /** `APP__`; empty when there is no prefix. */
    readonly prefix: string;
    /** The whole, as sections in sections. */
    readonly root: Section;
    /** The leaves whose text is not their value already. */
    readonly reading: readonly Leaf[];
    /** The leaves that are secrets. */
    readonly secrets: readonly Leaf[];
    /** The leaves that production, or another value, requires. */
    readonly conditional: readonly Leaf[];
}

/** Values under one name: an object of the schema. */
export interface Section {
    readonly path: readonly string[];
    /** Empty for the whole. */
    readonly dotted: string;
    readonly schema: z.core.$ZodType;
    /** The last of its path; empty for the whole. */
    readonly name: string;
    /** Its members, by their names. */
    readonly members: ReadonlyMap<string, Leaf | Section>;
    /** Those of them that are values. */
    readonly leaves: readonly Leaf[];
    /** Those whose value may be an object, and has to be frozen. */
    readonly deep: readonly Leaf[];
    /** Those of them that are sections. */
    readonly sections: readonly Section[];
    /** It is there even when nothing is said of it, so that its members' defaults are. */
    readonly isRequired: boolean;
    /** A transformation follows: what comes out need not look like what went in. */
    readonly isPiped: boolean;
    /** A default is its own or has it in it: an object that is somebody else's. */
    readonly hasDefault: boolean;
    /** The default of what it is in has it. */
    readonly isInherited: boolean;
    /** The schema takes other names than its members'. */
    readonly isOpen: boolean;
}

/** The type of what stands at a dotted path. */
export type At<T, P extends string> = P extends `${infer Head}.${infer Rest}` ? Head extends keyof NonNullable<T> ? At<NonNullable<T>[Head], Rest> : unknown : P extends keyof NonNullable<T> ? NonNullable<T>[P] : unknown;

/** What values have to keep to together. */
export interface Rule {
    readonly paths: readonly string[];
    /** True, or what is wrong: a sentence without the values. False says so in general. */
    check(values: readonly unknown[]): boolean | string;
}

/** {@link rule} where the type of the configuration is known: `rules: (rule) => [rule(…)]`. */
export type RuleMaker<T> = <const P extends readonly string[]>(paths: P, check: (values: RuleValues<P, T>) => boolean | string) => Rule;

/** The values of a rule's paths, in their order. */
export type RuleValues<P extends readonly string[], T> = {
    readonly [K in keyof P]: P[K] extends string ? At<T, P[K]> : never;
};

/**
 * A rule over several values. It is asked when all of them are valid, whatever else is wrong. In a
 * definition, `rules: (rule) => [rule(…)]` knows the values' types; alone, say them.
 */
export declare function rule<const P extends readonly string[], V extends readonly unknown[]>(paths: P, check: (values: V) => boolean | string): Rule;

/** The type that a schema's value has. */
export type OutputOf<S extends StandardSchema> = NonNullable<S['~standard']['types']>['output'];

/** What is wrong, in the library's words. */
export interface StandardIssue {
    readonly message: string;
    readonly path?: readonly (PropertyKey | {
        readonly key: PropertyKey;
    })[] | undefined;
}

/** A valid value, or what is wrong. */
export type StandardResult<T> = {
    readonly value: T;
    readonly issues?: undefined;
} | {
    readonly issues: readonly StandardIssue[];
};

/** What every library of schemas offers (standardschema.dev): validation, and no look inside. */
export interface StandardSchema<T = unknown> {
    readonly '~standard': {
        readonly version: 1;
        readonly vendor: string;
        readonly validate: (value: unknown) => StandardResult<T> | Promise<StandardResult<T>>;
        readonly types?: {
            readonly input: unknown;
            readonly output: T;
        } | undefined;
    };
}

// @sallyport/config-validation/yaml

/** How a file of this format is taken. */
export interface ConfigFileOptions {
    /** A missing file is no error. @default false */
    readonly optional?: boolean;
}

/**
 * A file with one document in YAML 1.2 (its core schema). Needs the package `yaml`.
 *
 * `yes`, `on` and dates are texts, and a key is always text. Aliases are values of their own, at most a
 * hundred of them. Malformed are keys that are there twice, merge keys (`<<`), tags beyond those of the
 * core schema, `%YAML 1.1`, `.nan`, `.inf`, and integers that a number cannot hold exactly. A document
 * with nothing in it is an empty object.
 *
 * @param path - Relative to `cwd`; `{profile}` in it becomes the profile.
 */
export declare function yamlFile(path: string, options?: ConfigFileOptions): ConfigFile;

// @sallyport/config-validation/toml

export { ConfigFileOptions } from '@sallyport/config-validation/yaml';

/**
 * A file in TOML 1.0. Needs the package `smol-toml`.
 *
 * Dates and times are texts, as RFC 3339 writes them, to the millisecond: `2026-11-21T15:00:00.000Z`.
 * Keys that are there twice, `nan`, `inf` and integers that a number cannot hold exactly make it malformed.
 *
 * @param path - Relative to `cwd`; `{profile}` in it becomes the profile.
 */
export declare function tomlFile(path: string, options?: ConfigFileOptions): ConfigFile;

// @sallyport/config-validation/jsonc

export { ConfigFileOptions } from '@sallyport/config-validation/yaml';

/**
 * A file in JSON with comments, and with commas after the last of a list. Keys that are there twice and
 * integers that a number cannot hold exactly make it malformed. Needs the package `jsonc-parser`.
 *
 * @param path - Relative to `cwd`; `{profile}` in it becomes the profile.
 */
export declare function jsoncFile(path: string, options?: ConfigFileOptions): ConfigFile;

// @sallyport/config-validation/json5

export { ConfigFileOptions } from '@sallyport/config-validation/yaml';

/**
 * A file in JSON5. Keys that are there twice, `NaN`, `Infinity` and integers that a number cannot hold
 * exactly make it malformed. Needs the package `json5`.
 *
 * @param path - Relative to `cwd`; `{profile}` in it becomes the profile.
 */
export declare function json5File(path: string, options?: ConfigFileOptions): ConfigFile;

// @sallyport/config-validation/watch

/** What a watched configuration records. */
export declare const configEvents: Readonly<Record<'changed' | 'rejected', AuditEventType>>;

/** What a watched configuration measures. */
export declare const configMetrics: {
    readonly reloads: MetricDefinition<{
        readonly outcome: 'changed' | 'unchanged' | 'rejected';
        readonly trigger: 'file' | 'signal' | 'call';
    }>;
    readonly valid: MetricDefinition<NoLabels>;
    readonly restartPending: MetricDefinition<NoLabels>;
};

/** What a reload made different: paths alone, never values. */
export interface ConfigChange {
    /** In the schema's order: `['log.level', 'redis.url']`. */
    readonly changed: readonly string[];
    /** Those of them that the process sees only after its next start. */
    readonly needsRestart: readonly string[];
}

/** What asked for a reload: a file that became different, SIGHUP, or a call of `reload()`. */
export type ReloadTrigger = 'file' | 'signal' | 'call';

/** What came of a reload. */
export type ReloadResult = ({
    readonly ok: true;
} & ConfigChange) | {
    readonly ok: false;
    readonly reason: 'reload_rejected';
    readonly error: ConfigError;
};

/** As `process` is one. */
export interface SignalSource {
    on(signal: 'SIGHUP', run: () => void): unknown;
    off(signal: 'SIGHUP', run: () => void): unknown;
}

/** What is loaded, and who hears when it is loaded again. */
export interface WatchConfigOptions extends LoadOptions, ReloadJournalOptions {
    /** Hears of a reload that found something wrong. @default `onError` */
    readonly onRejected?: (error: ConfigError) => void;
    /** What tells of SIGHUP; false for none. @default process */
    readonly signals?: SignalSource | false;
    /** How long to wait for a change of files to be complete. @default 50 */
    readonly debounceMs?: number;
    /** @default the platform's */
    readonly timers?: Timers;
}

/** A configuration that follows its files. */
export interface WatchedConfig<T = unknown> {
    /** The last that was valid, frozen. The same object for as long as nothing is different. */
    readonly current: Frozen<T>;
    /** Where the values of `current` came from. */
    readonly explain: LoadedConfig<T>['explain'];
    /** Of the last valid loading. */
    readonly warnings: LoadedConfig<T>['warnings'];
    /** Calls a listener after each change of `current`, until what it returns is called. */
    onChange(listener: (change: ConfigChange, current: Frozen<T>) => void): () => void;
    /** Reads all layers again, now. Rejects only for what is a fault of the definition. */
    reload(): Promise<ReloadResult>;
    /** Follows files and signals no more. `current` stays. */
    close(): void;
    [Symbol.dispose](): void;
}

/**
 * Loads a configuration, and again whenever one of its files or of its secrets' files (`NAME_FILE`) becomes
 * different, by Kubernetes' swap of links too, and on SIGHUP. Only what is valid as a whole takes the place of
 * what was. Never keeps a process alive. A process that listens to SIGHUP is not ended by it any more.
 *
 * @throws ConfigError for a configuration that is not valid to begin with.
 */
export declare function watchConfig<T>(definition: ConfigDefinition<T>, options?: WatchConfigOptions): WatchedConfig<T>;

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

// @sallyport/config-validation/secrets

/**
 * Which secrets are older than they may be. One of exactly that age still passes; one whose age cannot
 * be told does not.
 *
 * @throws RangeError for an age that is no number of days.
 */
export declare function checkRotation(secrets: Readonly<Record<string, SecretAge>>, options?: RotationOptions): RotationReport;

/** How old secrets may be. */
export interface RotationOptions {
    /** For secrets without a class. @default 90 */
    readonly maxAgeDays?: number;
    /** Days by class. @default {@link rotationClasses} */
    readonly classes?: Readonly<Record<string, number>>;
    /** @default the machine's clock */
    readonly clock?: Clock;
}

/** What {@link checkRotation} found. */
export interface RotationReport {
    /** In the order of the secrets. Empty when all of them are young enough. */
    readonly warnings: readonly RotationWarning[];
}

/** What is to be said of a secret's age. */
export interface RotationWarning {
    readonly name: string;
    readonly code: 'missing' | 'invalid' | 'future' | 'overdue' | 'unknown_class';
    /** One sentence, with the secret's name and never its value. */
    readonly message: string;
    /** Days it is too old, a day that has begun included. */
    readonly overdueDays?: number;
}

/** Keys every 90 days, service accounts every 180. */
export declare const rotationClasses: Readonly<Record<'api_key' | 'service_account', number>>;

/** What is known of a secret's age. Nothing else in it is looked at. */
export interface SecretAge {
    /** When this value was made: RFC 3339 with an offset, or a day in UTC. */
    readonly created_at?: string | undefined;
    /** A kind of secrets with an age of its own. @default none: `maxAgeDays` */
    readonly class?: string | undefined;
}

/**
 * Secrets in environment variables: `API_KEY`, and `API_KEY_OLD` while it is replaced. An empty one is
 * none.
 */
export declare function environmentSecrets(env?: Readonly<Record<string, string | undefined>>, options?: PreviousOptions): SecretSource;

/** How a source names the value before. */
export interface PreviousOptions {
    /** What follows a secret's name where the value before stands. @default '_OLD' */
    readonly previousSuffix?: string;
}

/**
 * Fetched secrets by variable: what `secrets` of `loadConfig` takes. Its values are texts, and hidden
 * from printing and JSON; a secret that is not there is not in it.
 */
export type FetchedSecrets = Readonly<Record<string, string | undefined>>;

/**
 * Fetches secrets, each once and all at a time, before the configuration is loaded. Give the names of
 * variables that the source knows by the same name, or say for each how the source calls it.
 *
 * @throws Error, as a rejection, that names every secret which could not be fetched.
 */
export declare function fetchSecrets(source: SecretSource, names: readonly string[] | Readonly<Record<string, SecretName>>): Promise<FetchedSecrets>;

/** Which secret a variable stands for: the one of that name, or the value before it. */
export type SecretName = string | {
    readonly previous: string;
};

/**
 * Secrets in the files of a folder, one each, as Kubernetes and Docker mount them: `API_KEY`, and
 * `API_KEY_OLD` while it is replaced. Read anew each time; one line break at the end does not belong to
 * the value, and an empty file is none.
 *
 * @throws TypeError, when read, for a name that is no plain file name.
 */
export declare function fileSecrets(folder: string, options?: PreviousOptions): SecretSource;

/** Where secrets are kept. */
export interface SecretSource {
    /**
     * The values of a secret that live now; undefined where there is no such secret. Rejects where that
     * cannot be told, never with a value.
     */
    read(name: string): Promise<LiveSecret | undefined>;
}

// @sallyport/config-validation/aws

/** Secrets of AWS Secrets Manager. */
export interface AwsSecrets extends SecretSource {
    /** Fetches all that have been read so far anew, whatever their age. Resolves to those that changed. */
    refresh(): Promise<readonly string[]>;
}

/**
 * What is needed of a client: the `SecretsManager` of `@aws-sdk/client-secrets-manager` fits as it is, its
 * `SecretsManagerClient` as `{ getSecretValue: (input) => client.send(new GetSecretValueCommand(input)) }`.
 */
export interface AwsSecretsClient {
    getSecretValue(input: {
        SecretId: string;
        VersionStage?: string;
    }, options?: {
        abortSignal?: AbortSignal;
    }): Promise<{
        readonly SecretString?: string | undefined;
        readonly SecretBinary?: Uint8Array | undefined;
    }>;
}

/** How {@link awsSecrets} keeps what it has fetched. */
export interface AwsSecretsOptions {
    /** How long a value is used before it is asked for again. @default 300_000 */
    readonly ttlMs?: number;
    /** The pause after a failure, while the last known value is used. @default 10_000 */
    readonly retryMs?: number;
    /** How long an answer is waited for. @default 10_000 */
    readonly timeoutMs?: number;
    /** The most secrets that are kept; one more rejects. @default 1000 */
    readonly maxSecrets?: number;
    /** Hears why a value could not be fetched anew, and of which secret. @default says it on stderr, without the error */
    readonly onError?: (error: unknown, id: string) => void;
    /** @default the machine's */
    readonly monotonic?: MonotonicClock;
    /** @default the platform's */
    readonly timers?: Timers;
}

/**
 * Secrets in AWS Secrets Manager: `AWSCURRENT` is the current value, `AWSPREVIOUS` the one before. Each
 * is kept for a while; where AWS does not answer, the last known value is used on and `onError` is told.
 * The name is the secret's id or ARN; `id#member` takes one text of a secret that is a JSON object.
 *
 * @throws RangeError for times that are none.
 */
export declare function awsSecrets(client: AwsSecretsClient, options?: AwsSecretsOptions): AwsSecrets;

// @sallyport/config-validation/generate

/**
 * A JSON Schema of the definition's files: editors complete and check by it. Nothing is required, since
 * what one file leaves out another layer may say; other names than the schema's are errors. No secret's
 * default is in it.
 *
 * @throws TypeError for a Standard Schema that is not zod's.
 */
export declare function configJsonSchema(definition: ConfigDefinition): Readonly<Record<string, unknown>>;

/**
 * A `CONFIG.md`: where values come from, and a table for each section with the variables, what they must
 * be and their defaults. No secret's default is in it. The same definition makes the same bytes.
 */
export declare function configMarkdown(definition: ConfigDefinition): string;

/**
 * A `.env.example`: every variable by section, with what it is for, what it must be, and an example or
 * its default. What must be set stands as a line to fill in, all else as a comment. No secret's default
 * is in it. The same definition makes the same bytes.
 */
export declare function envExample(definition: ConfigDefinition): string;

/** What {@link generate} did, or found. */
export interface Generated {
    /** 1 when it was a check and something would change: for `process.exitCode`. */
    readonly exitCode: 0 | 1;
    /** The paths that were not as they are to be. */
    readonly changed: readonly string[];
    /** A unified diff from what is there to what is to be; empty when nothing changed. */
    readonly diff: string;
}

/** Which files are generated, and whether they are only compared. */
export interface GenerateOptions {
    /** The path of `.env.example`. @default not generated */
    readonly envExample?: string;
    /** The path of `CONFIG.md`. @default not generated */
    readonly markdown?: string;
    /** The path of the JSON Schema. @default not generated */
    readonly jsonSchema?: string;
    /** Writes nothing, and says what would change. @default false */
    readonly check?: boolean;
    /** What paths are relative to. @default process.cwd() */
    readonly cwd?: string;
}

/**
 * Writes the files that follow from a definition, or checks in CI that they do. What stands in an old
 * file where a secret belongs is not shown in the diff.
 *
 * @throws TypeError when no file is asked for; the system's error when one cannot be read or written.
 */
export declare function generate(definition: ConfigDefinition, options: GenerateOptions): Generated;

// @sallyport/config-validation/pieces

/** Whether events are recorded, and how long they are kept. */
export declare const audit: Piece<{
    audit: {
        enabled: boolean;
        retention_days: number;
    };
}>;

/** What of security is logged, and where. */
export declare const securityLog: Piece<{
    security_log: {
        level: LogLevel;
        file?: string;
    };
}>;

/** The base in Airtable, which production must say, and the token once it is enabled. */
export declare const airtable: Piece<{
    airtable: {
        enabled: boolean;
        base_id?: string;
        api_key?: Secret;
    };
}>;

/** The webhook of n8n that is watched. */
export declare const n8n: Piece<{
    n8n: {
        webhook_url?: string;
    };
}>;

/** Where Redis is. Production must say it. */
export declare const redis: Piece<{
    redis: {
        url?: Secret;
    };
}>;

/** Where Prometheus finds the metrics. */
export declare const metrics: Piece<{
    metrics: {
        enabled: boolean;
        host: string;
        port: number;
        path: string;
    };
}>;

/** Where metrics are sent, for StatsD. */
export declare const statsd: Piece<{
    statsd: {
        host: string;
        port: number;
        prefix?: string;
    };
}>;

/** Where dashboards, rules and alerts go, and how many traces are kept at hand. */
export declare const monitoring: Piece<{
    monitoring: {
        grafana_url: string;
        grafana_admin_user: string;
        grafana_admin_password?: Secret;
        prometheus_url: string;
        prometheus_rules_dir?: string;
        slack_webhook_url?: Secret;
        pagerduty_service_key?: Secret;
        trace_history: number;
    };
}>;

/**
 * The switches of a running service, as `operationalFlags` of `@sallyport/controls` has them: what they
 * are at the start.
 */
export declare const operational: Piece<{
    operational: {
        rate_limiting_enabled: boolean;
        rate_limit_per_minute: number;
        verbose_logging: boolean;
        maintenance_mode: boolean;
        maintenance_message: string;
    };
}>;

/** `statsd.host`, and whatever lies deeper. */
export type Paths<T> = {
    [K in keyof T & string]: NonNullable<T[K]> extends Whole ? K : `${K}.${Paths<T[K]>}`;
}[keyof T & string];

/** A part of a configuration: spread `shape` into the schema and `names` into the definition's. */
export interface Piece<T extends Sections> {
    /** Sections by name: to have more in one, `z.extend(piece.shape.section, { … })`. */
    readonly shape: {
        [K in keyof T]: Section<T[K]>;
    };
    /** The names that these values have in the environment, without any prefix. */
    readonly names: {
        readonly [P in Paths<T>]?: string;
    };
}

/** The schema of a value; of one that may be left out an optional one. */
export type SchemaOf<V> = undefined extends V ? z.ZodMiniOptional<z.ZodMiniType<Exclude<V, undefined>>> : [V] extends [Whole] ? z.ZodMiniType<V> : V extends object ? Section<V> : never;

/** A section as zod has it. */
export type Section<T extends object> = z.ZodMiniObject<{
    [K in keyof T]-?: SchemaOf<T[K]>;
}, z.core.$strip>;

/** What the sections of a piece come to. */
export type Sections = Readonly<Record<string, object>>;

/**
 * Who may come in: lists for `@sallyport/network`, and the secrets of two senders of webhooks for
 * `@sallyport/webhook-auth`.
 */
export declare const security: Piece<{
    security: {
        ip_allowlist?: readonly string[];
        ip_denylist: readonly string[];
        webhook_secrets: {
            github?: Secret;
            trello?: Secret;
        };
    };
}>;

// exported nowhere, but spoken of above

/** What has no members to name: values, lists, and objects with a behaviour of their own. */
type Whole = string | number | boolean | bigint | symbol | readonly unknown[] | {
    reveal(): unknown;
} | Date | ReadonlyMap<unknown, unknown> | ReadonlySet<unknown> | ((...given: never) => unknown);

type NoLabels = Readonly<Record<never, string>>;

/** Where reloads are written down. */
export interface ReloadJournalOptions {
    /** Where reloads are recorded. @default records nothing */
    readonly audit?: AuditSink;
    /** Where reloads are counted. @default measures nothing */
    readonly metrics?: MetricsSink;
    /** Hears of what went wrong besides: a folder that cannot be watched, a sink or a listener that fails. @default prints to stderr */
    readonly onError?: (error: unknown) => void;
}

/** What has no members of its own. */
type Whole = string | number | boolean | readonly string[] | Secret;
