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
export type NamesOption = string | readonly (string | {
    readonly former: string;
})[];

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
}

/** What the fields of this package know beyond their schema. Wrappers of a schema keep it. */
export declare const fields: $ZodRegistry<Field>;

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

// exported nowhere, but spoken of above

/** What has no members to name: values, lists, and objects with a behaviour of their own. */
type Whole = string | number | boolean | bigint | symbol | readonly unknown[] | {
    reveal(): unknown;
} | Date | ReadonlyMap<unknown, unknown> | ReadonlySet<unknown> | ((...given: never) => unknown);
