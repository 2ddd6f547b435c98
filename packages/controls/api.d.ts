// The public surface of @sallyport/controls, by entry point.

// @sallyport/controls

/** What listeners hear. */
export interface ControlsEvent {
    /** Flags that became different; none when only `stale` did. */
    readonly changes: readonly Change[];
    /** Whether the values are the last that were known, and perhaps old. */
    readonly stale: boolean;
}

/** Why `set` changes nothing. */
export type ChangeDenial = 'unknown_flag' | 'invalid_value' | 'source_invalid' | 'read_only' | 'change_conflict';

/** Why controls refuse: a request during maintenance, or a change. */
export type ControlsReason = 'maintenance' | ChangeDenial;

/** What controls record. */
export declare const controlsEvents: Readonly<Record<'changed' | 'reverted' | 'changedOutside' | 'refused' | 'rejected', AuditEventType>>;

/** What controls measure. */
export declare const controlsMetrics: {
    readonly changes: MetricDefinition<{
        readonly flag: string;
        readonly origin: 'set' | 'source' | 'deadline';
    }>;
    readonly sourceUp: MetricDefinition<NoLabels>;
    readonly sourceErrors: MetricDefinition<{
        readonly kind: 'failed' | 'rejected';
    }>;
    readonly unknownReads: MetricDefinition<NoLabels>;
    readonly maintenanceRefusals: MetricDefinition<{
        readonly route: string;
    }>;
};

/** The reasons for which controls refuse. */
export declare const controlsReasons: Readonly<Record<ControlsReason, ReasonDefinition>>;

/** Flags of a running service. */
export interface Controls<D extends Definition = Definition> {
    readonly definition: D;
    /**
     * What every flag holds now: frozen, and replaced when something changes. Read it anew each time
     * (`flags.current.verbose_logging`); nothing is asked for it.
     */
    readonly current: ValuesOf<D>;
    /** What a flag holds, and why. Never throws: one that there is not holds `fallback`. */
    details<N extends keyof D & string>(name: N): Details<ValueOf<D[N]>>;
    details<V extends FlagValue>(name: string, fallback: V): Details<FlagValue | V>;
    /**
     * Sets a flag, for all who have the same source. Rejects when the source fails; whether it was set
     * is then what the next reading shows.
     */
    set<N extends keyof D & string>(name: N, value: ValueOf<D[N]>, options: SetOptions): Promise<SetResult>;
    /** Tells of changes, whoever made them, after `current` has them; returns how to stop that. */
    onChange(listener: (event: ControlsEvent) => void): () => void;
    /** Resolves when the source has been asked for the first time, with what `check` says. */
    ready(): Promise<CheckResult>;
    /** How it stands with the source. Never `ok: false`: the last known values hold. A core `Check`. */
    check(): CheckResult;
    /** Reads the source now. */
    refresh(): Promise<CheckResult>;
    /** Stops listening, reading and undoing. `current` stays as it is. */
    close(): void;
}

/** How {@link controls} works. */
export interface ControlsOptions<D extends Definition> {
    readonly definition: D;
    /** Where values are kept. @default settingsSource(), in this process */
    readonly source?: ControlsSource;
    /** How often the source is read though it told of nothing. @default 30_000 */
    readonly pollMs?: number;
    /** How long the source may take to answer. @default 5_000 */
    readonly timeoutMs?: number;
    /** @default records nothing */
    readonly audit?: AuditSink;
    /** @default counts nothing */
    readonly metrics?: MetricsSink;
    /** Hears what the source, a sink or a listener threw. @default prints to stderr */
    readonly onError?: (error: unknown) => void;
    /** @default the machine's */
    readonly clock?: Clock;
    /** @default the platform's */
    readonly timers?: Timers;
}

/**
 * Flags that are read at the cost of a property, and changed while the service runs: checked, recorded,
 * for all instances, and for a time where that is asked. A source that is down changes nothing.
 *
 * @throws TypeError or RangeError for a definition or an option that cannot be.
 */
export declare function controls<const D extends Definition>(options: ControlsOptions<D>): Controls<D>;

/** Who sets a flag, why, and for how long. */
export interface SetOptions {
    /** Who sets it, for the record; the source keeps the id, of 1 to 200 characters. */
    readonly actor: AuditParty;
    /** 1 to 1,000 characters. */
    readonly why: string;
    /** After this time it becomes what it was before. At most 366 days. @default it stays */
    readonly forMs?: number;
}

/** What came of setting a flag. */
export type SetResult = {
    readonly ok: true;
    readonly from: FlagValue;
    readonly to: FlagValue;
    /** When it is undone, in milliseconds since the epoch. */
    readonly until?: number;
} | {
    readonly ok: false;
    readonly reason: ChangeDenial;
    /** What is wrong, for whoever set it. */
    readonly message: string;
};

/** What a flag holds, and why. Times are in milliseconds since the epoch. */
export interface Details<V = FlagValue> {
    readonly value: V;
    /**
     * `default`: nobody set it. `source`: the source says so. `temporary`: until `until`. `stale`: the
     * last that was known, as the source does not answer or makes no sense. `unknown`: there is no such
     * flag, and the value is the one that was given for this case.
     */
    readonly reason: 'default' | 'source' | 'temporary' | 'stale' | 'unknown';
    readonly since?: number;
    readonly by?: string;
    readonly why?: string;
    readonly until?: number;
}

/** A switch. */
export interface BooleanFlag {
    readonly kind: 'boolean';
    readonly default: boolean;
    /** What it does, in one sentence for whoever turns it. */
    readonly help: string;
}

/** One of several words. */
export interface ChoiceFlag<C extends string = string> {
    readonly kind: 'choice';
    readonly choices: readonly C[];
    readonly default: C;
    readonly help: string;
}

/** The flags of a service, by name: `snake_case`, at most 64 characters. */
export type Definition = Readonly<Record<string, Flag>>;

/** A flag, as data. */
export type Flag = BooleanFlag | NumberFlag | TextFlag | ChoiceFlag;

/** What a flag may hold. */
export type FlagValue = boolean | number | string;

/** A number within bounds. */
export interface NumberFlag {
    readonly kind: 'number';
    readonly default: number;
    readonly help: string;
    readonly min?: number;
    readonly max?: number;
    /** Whether fractions are refused. @default false */
    readonly whole?: boolean;
}

/** A text. */
export interface TextFlag {
    readonly kind: 'text';
    readonly default: string;
    readonly help: string;
    /** In UTF-16 units. @default 1_000 */
    readonly maxLength?: number;
}

/** What a flag holds. */
export type ValueOf<F> = F extends {
    readonly kind: 'boolean';
} ? boolean : F extends {
    readonly kind: 'number';
} ? number : F extends {
    readonly kind: 'choice';
    readonly choices: readonly (infer C)[];
} ? C : string;

/** What all flags hold. */
export type ValuesOf<D> = {
    readonly [N in keyof D]: ValueOf<D[N]>;
};

/**
 * The switches nearly every service wants. Spread them into a definition beside your own.
 */
export declare const operationalFlags: {
    readonly rate_limiting_enabled: BooleanFlag;
    readonly rate_limit_per_minute: NumberFlag;
    readonly verbose_logging: BooleanFlag;
    readonly maintenance_mode: BooleanFlag;
    readonly maintenance_message: TextFlag;
};

/** A flag that became different. */
export interface Change {
    readonly name: string;
    readonly from: FlagValue;
    readonly to: FlagValue;
    readonly by?: string;
    readonly why?: string;
    /** When it is undone, in milliseconds since the epoch. */
    readonly until?: number;
}

/** Where the values of flags are kept. What cannot be reached, or makes no sense, rejects. */
export interface ControlsSource {
    read(): SourceState | Promise<SourceState>;
    /**
     * Puts `flags` in place of what had this version, atomically; false, and nothing is different, where
     * it has another by now. Missing where the source can only be read.
     */
    write?(flags: StoredFlags, version: string): boolean | Promise<boolean>;
    /** Tells of changes, by whomever, this process's own included. Resolves once it does. */
    watch?(listener: SourceListener): Unwatch | Promise<Unwatch>;
}

/** Who hears of a source. None of the three may throw. */
export interface SourceListener {
    /** Read again: something may be different. */
    changed(): void;
    /** From here on changes are missed. */
    lost(error: unknown): void;
    /** Changes are told again. */
    restored(): void;
}

/** What a source held at one moment. */
export interface SourceState {
    /** Different after every write. */
    readonly version: string;
    /** As found: whoever reads it checks it. */
    readonly flags: StoredFlags;
}

/**
 * What a source holds, by the names of flags. A value is written as it is (`true`, `60`, `"text"`), or
 * as an object that says more of it: `{ "value": true, "until": "2026-11-21T15:00:00Z", "by": "ada" }`.
 */
export type StoredFlags = Readonly<Record<string, unknown>>;

/** Stops a watch. Nothing is told afterwards; calling it twice does no harm. */
export type Unwatch = () => void;

/**
 * Keeps values in this process: those of settings read at its start, and what is set since. A restart
 * begins anew. The source of `controls()` where none is given.
 *
 * @param settings - Values by the names of flags.
 */
export declare function settingsSource(settings?: StoredFlags): Required<ControlsSource>;

// @sallyport/controls/maintenance

/**
 * Tells readiness of maintenance: degraded, and not down. An orchestrator that is told of a service
 * that is down ends all of its instances, and nobody is left to answer 503.
 */
export declare function maintenanceCheck(plan: MaintenancePlan): Check;

/** When there is maintenance. */
export interface MaintenancePlan {
    /** The switch. @default none, the windows alone say it */
    readonly state?: MaintenanceSwitch | (() => boolean);
    /** Windows in which there is maintenance whatever the switch says. @default none */
    readonly windows?: readonly MaintenanceWindow[];
    /** @default the machine's */
    readonly clock?: Clock;
}

/** What says whether there is maintenance: `controls()` with the flag `maintenance_mode`. */
export interface MaintenanceSwitch {
    readonly current: {
        readonly maintenance_mode: boolean;
    };
    details?(name: 'maintenance_mode'): {
        readonly until?: number;
    };
}

/** When there is maintenance, as planned: RFC 3339 with an offset, `2026-11-21T02:00:00Z`. */
export interface MaintenanceWindow {
    readonly from: string;
    /** Its first moment is no maintenance any more. */
    readonly until: string;
}

/** How {@link maintenance} refuses, and whom it lets through. */
export interface MaintenanceOptions<N extends object = Nothing> extends MaintenancePlan {
    /** After which clients are to come again, where no end is known. @default 60 */
    readonly retryAfterSeconds?: number;
    /** Up to so many seconds more, other ones each time: not all are to come again at once. @default 10 */
    readonly jitterSeconds?: number;
    /** Whom it allows passes all the same. One that throws lets nobody through. */
    readonly bypass?: Guard<object, string, N>;
    /** The sentence of the body. @default 'Service is in maintenance mode' */
    readonly error?: string;
    /** What the operator says of it, a third member of the body. @default the body has none */
    readonly message?: string | (() => string | undefined);
    /** Counts whom it refuses. @default counts nothing */
    readonly metrics?: MetricsSink;
    /** @default the platform's */
    readonly random?: Random;
}

/**
 * Refuses with 503 while there is maintenance. Put it behind what proves who sends a request: who
 * cannot prove that does not learn of it either.
 *
 * @throws TypeError or RangeError for an option that cannot be.
 */
export declare function maintenance<N extends object = Nothing>(options: MaintenanceOptions<N>): Guard<Nothing, 'maintenance', N>;

// @sallyport/controls/endpoint

/** What an endpoint needs of controls. */
export interface AdministeredControls extends Pick<Controls, 'definition' | 'check'> {
    details(name: string, fallback: FlagValue): Details;
    set(name: string, value: FlagValue, options: SetOptions): Promise<SetResult>;
}

/** Who changes flags. */
export interface ControlsEndpointOptions {
    /** Who sends a change, as the guards before have proved it; undefined refuses it. */
    readonly actor: (request: GuardRequest) => AuditParty | undefined | Promise<AuditParty | undefined>;
}

/**
 * The flags for administrators: GET lists them, POST `{ "name", "value", "why", "for": "15m" }` sets
 * one. It asks nobody for a key: guard it.
 */
export declare function controlsEndpoint(controls: AdministeredControls, options: ControlsEndpointOptions): Endpoint;

// @sallyport/controls/env

/** What of the environment is read. */
export interface SettingsFromEnvOptions {
    /** What stands before each name: `APP_` reads `APP_VERBOSE_LOGGING`. @default '' */
    readonly prefix?: string;
}

/**
 * The values that the environment gives to flags: `VERBOSE_LOGGING=true`. An empty one is none; a
 * number is decimal, a boolean `true`, `false`, `1` or `0`, and nothing else.
 *
 * @throws RangeError that names everything that is wrong, without its value: a secret may stand there
 * by mistake.
 */
export declare function settingsFromEnv<const D extends Definition>(definition: D, env: Readonly<Record<string, string | undefined>>, options?: SettingsFromEnvOptions): Partial<ValuesOf<D>>;

// @sallyport/controls/testing

/**
 * What every {@link ControlsSource} that can be written to must do, under any test runner.
 *
 * @param make - Called once per case, each time for values of its own.
 */
export declare function controlsSourceCases(make: () => SourceUnderTest | Promise<SourceUnderTest>): readonly ControlsSourceCase[];

/** A source to be proved: one that holds nothing yet, and can be written to. */
export interface SourceUnderTest {
    readonly source: Required<ControlsSource>;
    /** Another on the same values, as another machine would have it. @default the same source */
    readonly other?: Required<ControlsSource>;
    /** Runs after the case, whatever came of it. */
    close?(): void | Promise<void>;
}

/** One thing that every source must do. */
export interface ControlsSourceCase {
    readonly name: string;
    /** Rejects with what went wrong. */
    run(): Promise<void>;
}

// @sallyport/controls/file

/** How a file is read. */
export interface FileSourceOptions {
    /** The member that holds the flags: `operational`. @default the file holds them itself */
    readonly member?: string;
    /** How long to wait for a change to be complete. @default 50 */
    readonly debounceMs?: number;
    /** @default the platform's */
    readonly timers?: Timers;
}

/**
 * Reads values from a JSON file, at most 1 MiB, and again whenever it changes: written over, replaced,
 * or mounted by Kubernetes, which swaps a link. It is never written to: `set` refuses.
 */
export declare function fileSource(path: string, options?: FileSourceOptions): Required<Omit<ControlsSource, 'write'>>;

// @sallyport/controls/redis

/** Where a Redis source keeps its values. */
export interface RedisSourceOptions {
    /** The key of a hash, and the channel on which changes are told. @default 'sallyport:controls' */
    readonly key?: string;
}

/**
 * Keeps values in Redis, for all instances of a service: a change is published, and read by each at
 * once. Redis must not evict the key (`maxmemory-policy noeviction`).
 */
export declare function redisSource(client: RedisClient, options?: RedisSourceOptions): Required<ControlsSource>;

// @sallyport/controls/postgres

/** {@link postgresSource}. */
export interface PostgresSource extends Required<ControlsSource> {
    /** What `migrate` runs: for those who have migrations. It may be repeated. */
    readonly sql: string;
    /** Makes the table where it is not there. Any number of machines may at once. */
    migrate(): Promise<void>;
}

/** Where a Postgres source keeps its row. */
export interface PostgresSourceOptions {
    /** One that is there. @default the first of the connection's search path */
    readonly schema?: string;
    /** @default 'sallyport_controls' */
    readonly table?: string;
    /** The row: services that share a table have one each. @default 'default' */
    readonly name?: string;
}

/**
 * Keeps values in a row of Postgres, for all instances of a service: a change notifies them when it is
 * committed, and each reads it at once.
 */
export declare function postgresSource(pool: PostgresPool, options?: PostgresSourceOptions): PostgresSource;

// @sallyport/controls/openfeature

/**
 * Controls as a provider of OpenFeature's server SDK: whoever asks there gets what `current` has, with
 * who set it and until when as metadata. Closing the provider leaves the controls as they are.
 */
export declare function controlsProvider(controls: ProvidedControls): Provider;

/** What a provider needs of controls. */
export interface ProvidedControls extends Pick<Controls, 'ready' | 'onChange'> {
    details(name: string, fallback: FlagValue | null): Details<FlagValue | null>;
}

/**
 * Reads values from whatever provider an OpenFeature client has, for all flags of a definition: from
 * then on they are read at the cost of a property. `set` refuses, as OpenFeature has no way to.
 *
 * @param definition - The one that `controls()` gets. What the provider does not know is at its default.
 */
export declare function openFeatureSource(client: Client, definition: Definition): Required<Omit<ControlsSource, 'write'>>;

// exported nowhere, but spoken of above

type NoLabels = Readonly<Record<never, string>>;
