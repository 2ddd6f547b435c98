// The public surface of @sallyport/limits, by entry point.

// @sallyport/limits

/** At once where the store answers at once. */
export type AnswerOf<S extends LimitStore, T> = S extends SyncLimitStore ? T : Answer<T>;

/** One part of a claim over several policies. */
export interface Claim<P extends string = string> {
    /** A name, or a policy of the key's own. */
    readonly policy: P | Policy;
    readonly key: string;
    /** @default 1 */
    readonly cost?: number;
}

/** What became of a claim over several policies. */
export interface Claimed<P extends string = string> {
    /** All of it was taken; otherwise nothing was. */
    readonly ok: boolean;
    /** Of what did not fit, the one that takes longest to. */
    readonly denied: LimitState<P> | undefined;
    /** Of each policy; only of the one that denies when that was known without asking the store. */
    readonly states: readonly LimitState<P>[];
}

/** Who lets a key begin anew, and why: for the record. */
export interface ForgottenBy {
    readonly actor?: AuditParty;
    readonly reason?: string;
}

/** Limits, by policy and key. Misuse throws: an unknown policy, a cost that is not a whole number. */
export interface Limits<P extends string = string, S extends LimitStore = LimitStore> {
    readonly policies: Readonly<Record<P, Policy<P>>>;
    /** Takes from one policy. */
    check(policy: P | Policy, key: string, cost?: number): AnswerOf<S, LimitState<P>>;
    /** Takes from several policies: all or nothing, in one round trip. */
    claim(claims: readonly Claim<P>[]): AnswerOf<S, Claimed<P>>;
    /** Takes nothing; `ok` tells whether `cost` could be taken. */
    peek(policy: P | Policy, key: string, cost?: number): AnswerOf<S, LimitState<P>>;
    /** Gives back what was taken, once, as far as it still counts. Rejects when the store is down. */
    refund(taken: LimitState | Claimed): AnswerOf<S, void>;
    /** Lets a key begin anew. Recorded first; rejects, forgetting nothing, when that fails. */
    forget(policy: P | Policy, key: string, by?: ForgottenBy): Promise<void>;
    /** How often each policy was asked in this process, and how that ended. */
    tally(): Readonly<Record<P, {
        readonly allowed: number;
        readonly denied: number;
    }>>;
    /** Whether the store answers. */
    readonly health: Check;
}

/** How limits are kept. */
export interface LimitsOptions<P extends string, S extends LimitStore> {
    readonly policies: Readonly<Record<P, PolicyDefinition>>;
    /** @default memoryLimitStore() */
    readonly store?: S;
    /**
     * While the store fails: refuse (503), let everything through, or count in this process alone.
     * @default 'deny'
     */
    readonly onStoreError?: OnStoreError;
    /** How long the store may take. @default 1_000 */
    readonly timeoutMs?: number;
    /** @default the machine's clock */
    readonly clock?: Clock;
    /** @default the machine's monotonic clock */
    readonly monotonic?: MonotonicClock;
    /** @default the platform's timers */
    readonly timers?: Timers;
    /** Names leases. @default the platform's source */
    readonly random?: Random;
    /** @default measures nothing */
    readonly metrics?: MetricsSink;
    /** Records who was let begin anew. @default records nothing */
    readonly audit?: AuditSink;
}

/**
 * Limits over a store: of this process unless another is given.
 *
 * @throws TypeError or RangeError for a policy that cannot be kept.
 */
export declare function limits<const P extends string, S extends LimitStore = SyncLimitStore>(options: LimitsOptions<P, S>): Limits<P, S>;

/** So many at the same time. Each is given back by `refund`, or by itself after `leaseMs`. */
export interface ConcurrencyDefinition {
    readonly kind: 'concurrency';
    /** At most 10,000. */
    readonly limit: number;
    /** After how long a holder that has not given back is taken for dead. At most a day. */
    readonly leaseMs: number;
}

/**
 * Checks a definition and names it. `limits` does so with its own; use this for policies that differ
 * from key to key, which may have been stored by a later version: what it does not know it passes over. Policies of one name and kind should have one window, lease or period: a take by a
 * shorter one may let go of what a longer one would still count.
 *
 * @throws TypeError or RangeError for what cannot be kept.
 */
export declare function definePolicy<const P extends string>(name: P, definition: PolicyDefinition): Policy<P>;

/** Never more than `limit` in any window, wherever the window begins. Costs memory per request counted. */
export interface ExactDefinition {
    readonly kind: 'exact';
    /** At most 10,000. */
    readonly limit: number;
    /** At most 366 days. */
    readonly windowMs: number;
}

/** A definition that was checked, with a name. One flat shape: it is read on every request. */
export interface Policy<P extends string = string> {
    readonly name: P;
    readonly kind: PolicyDefinition['kind'];
    /** Kind and name: what stores file it under, so that a policy of another kind begins anew. */
    readonly id: string;
    /** The most that can be taken at once. */
    readonly capacity: number;
    readonly limit: number;
    /** Of a rate or an exact policy; how long a lease lasts of a concurrency policy; else 0. */
    readonly windowMs: number;
    /** In how many milliseconds one comes back of a rate; else 0. */
    readonly intervalMs: number;
    /** Of a quota; else 0. */
    readonly refill: number;
    readonly period: Period | undefined;
    readonly calendar: Calendar;
}

/** What is limited, and how. */
export type PolicyDefinition = RateDefinition | ExactDefinition | QuotaDefinition | ConcurrencyDefinition;

/** So many per hour, day, week, month or year of the calendar, in UTC. */
export interface QuotaDefinition {
    readonly kind: 'quota';
    readonly limit: number;
    readonly period: Period;
    /** What comes back when a period begins. @default limit */
    readonly refill?: number;
    /** When the first period begins, in milliseconds since the epoch. @default the calendar's own beginning */
    readonly startsAt?: number;
}

/**
 * So many at once, and then so many per window, evenly (GCRA, the leaky bucket as a meter). In any
 * window at most `limit + burst` pass.
 */
export interface RateDefinition {
    readonly kind: 'rate';
    /** What comes back per window. */
    readonly limit: number;
    /** At most 366 days. */
    readonly windowMs: number;
    /** What may come at once, after a rest. @default limit */
    readonly burst?: number;
}

/** How long a quota lasts. Days, weeks, months and years are those of UTC. */
export type Period = 'hour' | 'day' | 'week' | 'month' | 'year';

/** At once, or later. */
export type Answer<T> = T | Promise<T>;

/** Both times. A store uses the one that fits it, or its server's own. */
export interface Clocks {
    readonly clock: Clock;
    readonly monotonic: MonotonicClock;
}

/** How a policy stands for a key after a claim. */
export interface LimitState<P extends string = string> extends Step<P> {
    /** It was taken; after a look, or beside a step that did not fit: it could have been. */
    readonly ok: boolean;
    /** Why not. */
    readonly reason: LimitReason | undefined;
    /** What could be taken now. */
    readonly remaining: number;
    /** In how many milliseconds as much as was asked for can be taken; 0 when it was, Infinity for never. */
    readonly retryAfterMs: number;
    /** In how many milliseconds more remains than now; 0 when all does, or nobody can tell. */
    readonly moreAfterMs: number;
    /** In how many milliseconds all remains; 0 when all does, or nobody can tell. */
    readonly resetAfterMs: number;
    /** When it was taken, by the store's time: `refund` needs it. */
    readonly at: number;
    /** Nobody was asked, so that the numbers say nothing. */
    readonly unknown?: true;
    /** Why the store could not answer, when it could not. For the operator. */
    readonly cause?: unknown;
}

/** Where it is kept what was taken. */
export interface LimitStore {
    /**
     * Takes every step or none, atomically: no other claim, on whatever machine, comes between. Tells
     * how each stands, in the order of the steps. No two steps have the same policy and key. Rejects
     * when the store is down.
     */
    claim(steps: readonly Step[], clocks: Clocks): Answer<readonly LimitState[]>;
    /** Takes nothing, and tells how each stands. */
    look(steps: readonly Step[], clocks: Clocks): Answer<readonly LimitState[]>;
    /** Gives back what was taken, as far as it still counts: never more than that. */
    refund(taken: readonly LimitState[], clocks: Clocks): Answer<void>;
    /** Forgets a key of a policy: all of it can be taken again. */
    forget(policy: Policy, key: string): Answer<void>;
    /** Whether the store answers. */
    readonly check: Check;
}

/** What is to be taken: so much of a policy, for a key. */
export interface Step<P extends string = string> {
    readonly policy: Policy<P>;
    /** At most 200 characters. */
    readonly key: string;
    /** A whole number from 1 to the policy's capacity. */
    readonly cost: number;
    /** Tells holders of a concurrency policy apart. */
    readonly lease: number;
}

/** A store that answers at once, and a single step without a list around it. */
export interface SyncLimitStore extends LimitStore {
    take(policy: Policy, key: string, cost: number, lease: number, clocks: Clocks): LimitState;
    claim(steps: readonly Step[], clocks: Clocks): readonly LimitState[];
    look(steps: readonly Step[], clocks: Clocks): readonly LimitState[];
    refund(taken: readonly LimitState[], clocks: Clocks): void;
    forget(policy: Policy, key: string): void;
}

/** What is answered while the store cannot. */
export type OnStoreError = 'deny' | 'allow' | 'local';

/** What {@link claimLimits} takes: one key's own policies, or from several keys at once. */
export interface ClaimLimitsOptions<P extends string, N extends object = Nothing> extends LimitedOptions {
    /** All of it or nothing; nothing to take lets the request pass. */
    readonly claims: (request: GuardRequest, proved: N) => readonly Claim<P>[];
}

/**
 * As {@link rateLimit}, where what is taken differs from caller to caller: policies of a key's own, or
 * one of the key and one of its tenant, together.
 */
export declare function claimLimits<P extends string, N extends object = Nothing>(limits: Limits<P, LimitStore>, options: ClaimLimitsOptions<P, N>): Guard<Nothing, LimitDenial, N>;

/** How {@link rateLimit} answers. */
export interface LimitedOptions extends ViolationOptions {
    /** `shadow` counts and tells, and refuses nobody: to try a limit on real traffic. @default 'enforce' */
    readonly mode?: 'enforce' | 'shadow';
    /** @default 'draft' */
    readonly headers?: LimitHeaders;
}

/** Whose limit a request counts against; undefined refuses it. */
export type LimitKey<N extends object = Nothing> = (request: GuardRequest, proved: N) => string | undefined;

/** What {@link rateLimit} takes, and from whom. */
export interface RateLimitOptions<P extends string, N extends object = Nothing> extends LimitedOptions {
    /** @default byAddress() */
    readonly by?: LimitKey<N>;
    /** Which, all of them or nothing. @default every one but concurrency: name them where failures() has one too */
    readonly policies?: readonly P[];
    /** What the request costs, a whole number. @default 1 */
    readonly cost?: number | ((request: GuardRequest, proved: N) => number);
}

/**
 * Takes from limits for each request, and refuses with 429 when they are used up. Put it last in a
 * route: what another guard refuses has then consumed nothing.
 */
export declare function rateLimit<P extends string, N extends object = Nothing>(limits: Limits<P, LimitStore>, options?: RateLimitOptions<P, N>): Guard<Nothing, LimitDenial, N>;

/** Whose failures {@link Failures.around} counts. */
export interface AroundOptions<N extends object = Nothing> {
    /** @default byAddress() */
    readonly by?: LimitKey<N>;
    /** Which refusals are failures. @default those with status 401 or 403 */
    readonly counts?: (denied: Denied) => boolean;
}

/** Lets in whoever succeeds, as often as they like, and stops whoever fails too often. */
export interface Failures {
    /** Why a key is stopped; undefined while it is not. Takes nothing: ask before the expensive work. */
    blocked(key: string): Answer<Denied<LimitDenial> | undefined>;
    /** Counts a failure. */
    failed(key: string): Answer<void>;
    /** Runs a guard for whoever is not stopped, and counts its refusals. */
    around<T extends object, R extends string, N extends object = Nothing>(guard: Guard<T, R, N>, options?: AroundOptions<N>): Guard<T, R | LimitDenial, N>;
}

/** What {@link failures} counts. */
export interface FailuresOptions<P extends string> extends ViolationOptions {
    /** Best an `exact` one: five failures in a quarter of an hour are then never six. */
    readonly policy: P;
}

/**
 * A limit on failures. What is asked first and counted afterwards lets through the requests that are
 * under way when the limit is reached: at most so many more than the policy says.
 */
export declare function failures<P extends string>(limits: Limits<P>, options: FailuresOptions<P>): Failures;

/** A guard that takes a place, and the observer that gives it back when the response has ended. */
export interface InFlight<N extends object = Nothing> {
    readonly guard: Guard<Nothing, LimitDenial, N>;
    /** Must observe every route that the guard guards; without it a place comes free only by its lease. */
    readonly observer: Observer;
}

/** What {@link inFlight} limits, and by whom. */
export interface InFlightOptions<P extends string, N extends object = Nothing> extends ViolationOptions {
    /** A policy of the kind `concurrency`. */
    readonly policy: P;
    /** @default byAddress() */
    readonly by?: LimitKey<N>;
}

/**
 * Limits how many requests are worked on at the same time.
 */
export declare function inFlight<P extends string, N extends object = Nothing>(limits: Limits<P>, options: InFlightOptions<P, N>): InFlight<N>;

/** How much of an address makes a key. */
export interface ByAddressOptions {
    /** Leading bits of an IPv4 address. @default 32 */
    readonly v4?: number;
    /** Leading bits of an IPv6 address: a household or a server has a whole /64 to send from. @default 64 */
    readonly v6?: number;
}

/**
 * Counts by the client's address. IPv4 mapped into IPv6 is IPv4. No key, and so a refusal, where the
 * address is not known. Behind a proxy the adapter needs a `clientAddress`, or everybody is one
 * address. Clients that a NAT64 brings (64:ff9b::/96) share one key.
 *
 * What it gives is the key that `peek`, `forget` and `limitsEndpoint` know, not the address itself.
 */
export declare function byAddress(options?: ByAddressOptions): (request: Pick<GuardRequest, 'ip'>) => string | undefined;

/** Which headers tell the client how it stands. */
export type LimitHeaders = 'draft' | 'legacy' | 'both' | 'none';

/** The refusal of a limit, as a guard answers it. */
export declare function limitDenial(state: LimitState, headers?: Headers): Denied<LimitReason>;

/** Who is told of refusals. */
export interface ViolationOptions {
    /** Counts refusals by policy and route. @default measures nothing */
    readonly metrics?: MetricsSink;
    /** Records when a key comes to its limit. @default records nothing */
    readonly audit?: AuditSink;
    /** @default the machine's monotonic clock */
    readonly monotonic?: MonotonicClock;
}

/**
 * How limits stand: the policies, how often each was asked in this process, whether the store
 * answers; with `?policy=api&key=192.0.2.1` also how that key stands. For administrators: guard it.
 */
export declare function limitsEndpoint<P extends string>(limits: Limits<P>): Endpoint;

/** {@link memoryLimitStore}. */
export interface MemoryLimitStore extends SyncLimitStore {
    /** How many keys it holds now. */
    readonly size: number;
}

/** How much a memory store may hold. */
export interface MemoryLimitStoreOptions {
    /** Keys of one policy. @default 1_000_000 */
    readonly maxKeys?: number;
    /** Bytes of one exact policy's times. @default 256 MiB */
    readonly maxBytes?: number;
}

/**
 * Keeps limits in this process, and answers at once. For one process, or where each of several may
 * let through as much. Windows are measured by the monotonic clock: a step of the machine's clock,
 * however far, puts them wrong by a second at most. Only quotas, which follow the calendar, go by
 * the time of day.
 *
 * Bounded without a timer: a new key takes two idle ones along. A full store looks at 64 keys and
 * gives up the one with the least in use, never one at its limit; where all it looked at are at
 * theirs, it refuses (`limits_full`), though others might not be.
 */
export declare function memoryLimitStore(options?: MemoryLimitStoreOptions): MemoryLimitStore;

/** Why `rateLimit` refuses. */
export type LimitDenial = LimitReason | 'limit_key_missing';

/** Why something could not be taken. */
export type LimitReason = 'rate_limited' | 'quota_exhausted' | 'too_many_in_flight' | 'cost_too_high' | 'limits_full' | 'limits_unavailable';

/** What limits record. */
export declare const limitEvents: Readonly<Record<'violated' | 'forgotten', AuditEventType>>;

/** What limits measure. */
export declare const limitMetrics: {
    readonly decisions: MetricDefinition<{
        readonly policy: string;
        readonly decision: 'allowed' | 'denied';
    }>;
    readonly violations: MetricDefinition<{
        readonly policy: string;
        readonly route: string;
        readonly mode: 'enforce' | 'shadow';
    }>;
    readonly answeredFor: MetricDefinition<{
        readonly by: 'cache' | 'deny' | 'allow' | 'local';
    }>;
    readonly storeErrors: MetricDefinition<NoLabels>;
    readonly circuitOpen: MetricDefinition<NoLabels>;
};

/** The reasons for which limits refuse. */
export declare const limitReasons: Readonly<Record<LimitDenial, ReasonDefinition>>;

// @sallyport/limits/testing

/**
 * What every {@link LimitStore} must do, under any test runner.
 *
 * @param make - Called once per case. The data may be shared with other cases: no two use the same
 * policy.
 */
export declare function limitStoreCases(make: () => StoreUnderTest | Promise<StoreUnderTest>): readonly LimitStoreCase[];

/** A store to be proved. It must go by the clocks it is given, not by a server's own. */
export interface StoreUnderTest {
    readonly store: LimitStore;
    /** Another on the same data, as another machine would have it. @default the same store */
    readonly other?: LimitStore;
    /** Runs after the case, whatever came of it. */
    close?(): void | Promise<void>;
}

/** One thing that every store must do. */
export interface LimitStoreCase {
    readonly name: string;
    /** Rejects with what went wrong. */
    run(): Promise<void>;
}

// @sallyport/limits/sqlite

/** Where a SQLite store keeps its rows. */
export interface SqliteLimitStoreOptions {
    /** @default 'sallyport_limits' */
    readonly table?: string;
}

/**
 * Keeps limits in a SQLite file: they outlive the process, and hold for all processes on this
 * machine that have the file open. A claim is one transaction that holds the write lock from its
 * beginning, so that no other comes between. Time is the caller's time of day.
 *
 * Makes its table when it is not there. Rows that no longer count go as new ones come.
 *
 * @param db - A connection in which nobody else begins transactions; of a shared file, set up by
 * `sharedSqlite`.
 * @throws RangeError for a table that cannot be called so; whatever the database throws.
 */
export declare function sqliteLimitStore(db: SqliteDatabase, options?: SqliteLimitStoreOptions): LimitStore;

// @sallyport/limits/postgres

/** {@link postgresLimitStore}. */
export interface PostgresLimitStore extends LimitStore {
    /** What `migrate` runs: for those who have migrations. Each statement may be repeated. */
    readonly sql: string;
    /** Makes the table and its functions, or brings them up to date. Any number of machines may at once. */
    migrate(): Promise<void>;
}

/** Where a Postgres store keeps its rows, and by whose time. */
export interface PostgresLimitStoreOptions {
    /** @default the first of the connection's search path */
    readonly schema?: string;
    /** @default 'sallyport_limits' */
    readonly table?: string;
    /** The server's clock, which is one for all machines, or the clock of whoever asks. @default 'server' */
    readonly time?: 'server' | 'caller';
}

/**
 * Keeps limits in Postgres: they hold for all machines. A claim is one call of a function that
 * `migrate` makes: it locks its rows in one order for all, so that claims that cross wait and do not
 * block each other. Rows that no longer count go as new ones come.
 *
 * @param pool - Of a database whose transactions are `read committed`, as they are unless somebody
 * changed that: in others a claim that had to wait for another rejects.
 */
export declare function postgresLimitStore(pool: PostgresPool, options?: PostgresLimitStoreOptions): PostgresLimitStore;

// @sallyport/limits/redis

/** How limits are kept in Redis. */
export interface RedisLimitStoreOptions {
    /** What every key begins with: 1 to 100 plain characters without braces. @default 'sallyport:limits' */
    readonly prefix?: string;
    /** Whose time counts: the server's, which is one for all machines, or the caller's. @default 'server' */
    readonly time?: 'server' | 'caller';
}

/**
 * Keeps limits in Redis 7 or later, for any number of machines: each claim is one script and one
 * round trip, however many policies it names. Keys expire when all has come back. Redis must not
 * evict them before (`maxmemory-policy noeviction`); a server that forgets lets everybody begin
 * anew.
 *
 * On a cluster all policies of a key are on one server. A claim over different keys needs a tag in
 * each that is the same, as in `{acme}:ada` and `{acme}:192.0.2.1`.
 *
 * @throws TypeError or RangeError for a client or an option that cannot be used.
 */
export declare function redisLimitStore(client: Pick<RedisClient, 'command'>, options?: RedisLimitStoreOptions): LimitStore;

// exported nowhere, but spoken of above

/** Periods that follow each other without a gap, numbered from the one that begins at `origin`. */
export interface Calendar {
    readonly origin: number;
    /** Months of a period; 0 when it is a fixed number of milliseconds. */
    readonly months: number;
    readonly ms: number;
}

type NoLabels = Readonly<Record<never, string>>;
