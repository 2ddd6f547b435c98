// The public surface of @sallyport/api-keys, by entry point.

// @sallyport/api-keys

/** What can be done with keys. What a person does rejects with {@link KeyChangeRefused} where the key does not allow it. */
export interface ApiKeys<S extends string = string> {
    /** Issues a key; its token is given once. */
    issue(wanted: NewKey<S>): Promise<IssuedKey>;
    /**
     * Takes over a key of which another system has kept the SHA-256: its token goes on where the option
     * `imported` reads it, until it is rotated. The same digest twice is refused as `conflict`.
     */
    importHashed(wanted: HashedKey<S>): Promise<KeyView>;
    /**
     * Identifies, authorises and spends. Takes what was sent: a token, `undefined` for nothing, a list for
     * several. Neither that nor a store that is down makes it reject.
     */
    verify(token: unknown, need?: VerifyNeed): Promise<Verdict<Verified, VerifyDenial>>;
    /**
     * What `verify` would say, for dashboards and dry runs: takes nothing from limits, notes no use and
     * counts no attempt. The limits are told as they stand, with nothing taken.
     */
    peek(token: unknown, need?: VerifyNeed): Promise<Verdict<Verified, VerifyDenial>>;
    /** Identifies alone, at once where the store answers at once: for guards. Takes what `verify` does. */
    identify(token: unknown, by: UsedBy): Answer<Verdict<Identified, KeyDenial>>;
    /** Gives a key another secret; the old one is accepted for a while. */
    rotate(id: string, rotation: Rotation): Promise<IssuedKey>;
    /** Gives another secret to each key of this environment that was not used for a while. */
    rotateUnused(rotation: RotateUnused): Promise<RotatedUnused>;
    /** Revokes a key for good, and those it has minted. */
    revoke(id: string, by: ChangedBy): Promise<KeyView>;
    /** Revokes every key of a tenant, an owner or a parent. Resolves to their ids. */
    revokeAll(query: KeyQuery, by: ChangedBy): Promise<readonly string[]>;
    /** Stops a key, and those it has minted, until each is enabled. */
    disable(id: string, by: ChangedBy): Promise<KeyView>;
    /** Enables a key, and it alone; not one whose parent is disabled. */
    enable(id: string, by: ChangedBy): Promise<KeyView>;
    /** Changes what a key may do or is called; what is taken from it is taken from those it has minted. */
    update(id: string, wanted: KeyUpdate<S>): Promise<KeyView>;
    /** A key as everybody may see it. */
    get(id: string): Promise<KeyView | undefined>;
    /** Keys and how they were used, in the order of their ids. */
    list(query?: ListQuery): AsyncGenerator<ListedKey>;
    /** The same as a table for auditors, a line at a time. */
    inventoryCsv(query?: ListQuery): AsyncGenerator<string>;
    /** Keys that are valid and will not be for long. */
    expiringSoon(query: ExpiringQuery): AsyncGenerator<ListedKey>;
    /** Revokes the keys of tokens that were found in public. */
    reportLeak(tokens: readonly unknown[], by: ChangedBy): Promise<readonly LeakResult[]>;
    /** Finds tokens of these keys in text. */
    scannerPattern(): RegExp;
    /** What a key that was identified takes from for one request. */
    readonly claimsOf: ClaimsOf;
    /** Where keys' own limits are counted. */
    readonly limits: Limits | undefined;
    /** Writes what was noted of their use, and waits for digests that are being made anew. */
    flush(): Promise<void>;
    /** Writes it, once, and lets go of the store's feed. Rejects when it could not be written; then it may be called again. */
    close(): Promise<void>;
}

/** How keys are made and kept. */
export interface ApiKeysOptions<S extends string = string, R extends string = string> {
    /** One for one prefix; environments may share it. */
    readonly store: KeyStore;
    /** Begins every token: `acme`, `acme_pk`. Lower-case words with underscores between, at most 32 characters. */
    readonly prefix: string;
    /** Of what environment the keys are: `live`, `test`. One of another is refused. */
    readonly env: string;
    /** @default a registry of its own, in which a key may do nothing but mint others */
    readonly scopes?: Scopes<S, R>;
    /**
     * How digests are made; of a list, the first, and which others are accepted: keys of HMAC, and `'none'` for SHA-256.
     * A secret whose digest was made in a way that is not listed is refused. While the first is a pepper, the
     * others are made anew by it as their keys are used. @default ['none']
     */
    readonly pepper?: Pepper | readonly PepperOrNone[];
    /** Reads tokens of the system that keys were imported from. @default none but our own are accepted */
    readonly imported?: ReadImported;
    /** For how long a key is valid that is issued without an expiry; null for ever. @default 90 days */
    readonly lifetimeMs?: number | null;
    /** How many keys that are not revoked an owner may have. @default 100 */
    readonly maxPerOwner?: number;
    /** Where keys' own limits are counted. @default keys can have none */
    readonly limits?: Limits;
    /** How keys of a store on another machine are kept; a store that answers at once needs none. */
    readonly cache?: CacheOptions;
    /** How often uses are written. @default 30_000 */
    readonly flushMs?: number;
    /**
     * Hears what the store could not do: a lookup, a write of uses or of a new digest, its feed; and of a
     * record that it has spoilt. Hears what `imported` throws, too. There is nothing to choose: while the
     * store is down nobody gets in whose key is not cached, for it alone says which keys there are.
     * @default nobody
     */
    readonly onStoreError?: (error: unknown) => void;
    /** One that is set back stands still until it has caught up. @default the machine's clock */
    readonly clock?: Clock;
    /** @default the machine's monotonic clock */
    readonly monotonic?: MonotonicClock;
    /** @default the platform's timers */
    readonly timers?: Timers;
    /** @default the platform's cryptographic source */
    readonly random?: Random;
    /** @default records nothing */
    readonly audit?: AuditSink;
    /** @default measures nothing */
    readonly metrics?: MetricsSink;
}

/**
 * API keys over a store.
 */
export declare function apiKeys<S extends string = never, R extends string = never>(options: ApiKeysOptions<S, R>): ApiKeys<S | R>;

/**
 * How a digest was made: `sha256`, or `hmac:` and the pepper's id; after `imported:`, of the SHA-256 that
 * another system had kept, and not of the whole token.
 */
export type DigestKind = 'sha256' | `hmac:${string}` | `imported:${string}`;

/** A key of HMAC that is kept away from the database: what leaks from there can then not even be tried. */
export interface Pepper {
    /** Names it, in records: letters and digits. */
    readonly id: string;
    /** At least 32 characters. */
    readonly key: Secret;
}

/**
 * A way to make digests, and which are accepted: with a pepper, or `none`, SHA-256 alone. Who can write
 * the database can plant a digest of the latter.
 */
export type PepperOrNone = Pepper | 'none';

/**
 * Reads a token of the system that keys were imported from: the text whose SHA-256 was kept there, which
 * may be the token itself. Undefined for what is none of theirs: what it lets pass costs a hash and a read.
 */
export type ReadImported = (token: string) => string | undefined;

/** How keys of a store on another machine are kept. */
export interface CacheOptions {
    /** For how long at the most: the time in which a revocation may go unnoticed when the feed is dead. @default 5_000 */
    readonly ttlMs?: number;
    /** @default 10_000 */
    readonly maxKeys?: number;
}

/** A key and, this one time, its token. */
export interface IssuedKey {
    readonly token: Secret;
    readonly key: KeyView;
}

/** A key to be issued. */
export interface NewKey<S extends string = string> extends ChangedBy {
    /** For people: at most 100 characters. */
    readonly name: string;
    /** Kept as it is: in Unicode's form C and without spaces around it, else refused. So are the owner's. */
    readonly tenant: string;
    readonly owner: AuditParty;
    /** Scopes, wildcards and roles of the registry. @default none */
    readonly scopes?: readonly (S | Wildcard)[];
    /**
     * `frozen`: what the scopes mean today, whatever becomes of a role or a wildcard. `live`: what they
     * mean when the key is used. @default 'frozen'
     */
    readonly expansion?: 'frozen' | 'live';
    /** In milliseconds since the epoch; null for never. @default as `lifetimeMs` of the options says */
    readonly expiresAt?: number | null;
    /** Before which it does not let in. @default at once */
    readonly notBefore?: number;
    /** Addresses and networks it may be used from. @default all */
    readonly networks?: readonly string[];
    /** @default none */
    readonly limits?: readonly KeyLimit[];
    /** Whatever the program wants to find with the key: at most 4 KiB of JSON. Never a secret. */
    readonly metadata?: Json;
    /** The key that mints it, as it was identified: the new one may do no more. @default a person issues it */
    readonly parent?: Identified;
}

/** A key that another system has issued and hashed. */
export interface HashedKey<S extends string = string> extends Omit<NewKey<S>, 'parent'> {
    /**
     * The SHA-256 that was kept there: 64 hexadecimal digits, 43 letters of base64url, or 44 of base64. Of a
     * random text of 128 bits or more: never of a password, nor of anything that a person made up.
     */
    readonly digest: string;
}

/** What a verified key proves. */
export interface Identified {
    readonly key: KeyView;
    readonly grants: Grants;
    /** With which of its secrets. */
    readonly via: 'current' | 'previous';
}

/** Where a key is used. */
export interface UsedBy {
    /** The client's address; a key that is bound to networks needs it. */
    readonly ip?: string | undefined;
    /** The tenant that is asked for. @default whichever the key is of */
    readonly tenant?: string | undefined;
}

/** What a verified key proves, and how its limits stand. */
export interface Verified extends Identified {
    readonly limits: readonly LimitState[];
}

/** Why a key is not let in, may not, or must wait. */
export type VerifyDenial = KeyDenial | ScopeDenial | LimitDenial;

/** What a key is verified for. */
export interface VerifyNeed extends UsedBy {
    /** What it must be allowed to do. @default nothing */
    readonly scopes?: Requirement;
    /** What it takes from its limits; 0 for nothing. @default 1 */
    readonly cost?: number;
}

/** How a key gets another secret. */
export interface Rotation extends ChangedBy {
    /** For how long the old secret is accepted; never longer than the key. 0 for not at all. @default 7 days */
    readonly graceMs?: number;
    /** Cuts short the grace of the rotation before. @default false */
    readonly force?: boolean;
}

/** What became of each key that was not used. */
export interface RotatedUnused {
    readonly rotated: readonly string[];
    readonly failed: readonly {
        readonly id: string;
        readonly error: unknown;
    }[];
}

/** Which keys get another secret, and who gets to know it. */
export interface RotateUnused extends ChangedBy {
    /** For how many days a key was not used; one that never was counts from when it was made. */
    readonly days: number;
    /** @default 7 days */
    readonly graceMs?: number;
    readonly tenant?: string;
    /**
     * Hands the new token to whoever holds the key. It is called before the old secret is touched: where
     * it rejects, the key stays as it was.
     */
    readonly deliver: (key: KeyView, token: Secret) => Promise<void>;
}

/** What is to be different. What is left out stays. */
export interface KeyUpdate<S extends string = string> extends ChangedBy {
    readonly name?: string;
    readonly scopes?: readonly (S | Wildcard)[];
    /** Of a minted key always `frozen`. @default 'frozen' */
    readonly expansion?: 'frozen' | 'live';
    /** Null for all. */
    readonly networks?: readonly string[] | null;
    /** Its own; a minted key keeps those of the key that minted it. */
    readonly limits?: readonly KeyLimit[];
    readonly metadata?: Json;
    /** Of a key that has expired none is taken. */
    readonly expiresAt?: number | null;
}

/** A key as it is listed. */
export interface ListedKey extends KeyView {
    readonly state: KeyState;
    readonly lastUsedAt: number | null;
    readonly previousLastUsedAt: number | null;
    readonly useCount: number;
}

/** Which keys are listed. */
export interface ListQuery extends KeyQuery {
    /** @default all */
    readonly state?: KeyState;
}

/** Which keys are about to expire. */
export interface ExpiringQuery {
    readonly withinMs: number;
    readonly tenant?: string;
}

/** What became of one token that was found in public. */
export type LeakResult = {
    readonly found: true;
    readonly id: string;
    readonly revoked: boolean;
} | {
    readonly found: false;
};

/** Who does something to a key, and why: for the record. */
export interface ChangedBy {
    readonly actor: AuditParty;
    /** For people: at most 500 characters. */
    readonly reason?: string;
}

/** What {@link ApiKeys} rejects with where a key, not the world, is the reason. */
export declare class KeyChangeRefused extends Error {
    readonly reason: RefusedReason;
    readonly keyId: string | undefined;
    constructor(reason: RefusedReason, id?: string);
}

/** Why something could not be done to a key. */
export type RefusedReason = 'unknown' | 'revoked' | 'expired' | 'disabled' | 'wrong_env' | 'rotation_in_progress' | 'conflict' | 'too_many' | 'not_a_subset' | 'may_not_mint';

/** One of many that failed. */
export declare class KeyFailed extends Error {
    /** Undefined where it was not one key: a page of the store, or what was no token. */
    readonly keyId: string | undefined;
    constructor(keyId: string | undefined, cause: unknown);
}

/** What an act upon many keys rejects with in the end: what failed, and what became of the others. */
export declare class SomeFailed<T> extends AggregateError {
    readonly errors: KeyFailed[];
    /** What it would have resolved to. */
    readonly results: T;
    constructor(errors: readonly KeyFailed[], results: T, what: string);
}

/** How {@link requireKey} reads keys, and whom it stops. */
export interface RequireKeyOptions {
    /** A header that carries the key besides `Authorization`. @default 'x-api-key' */
    readonly header?: string;
    /** The tenant that the route is of. Where it finds none, or throws, no key is of it. @default whichever the key is of */
    readonly tenant?: (request: GuardRequest) => string | undefined;
    /**
     * Stops an address that has guessed too often, with 429 and `Retry-After`, before anything is looked
     * up or hashed. A guess is what is malformed, unknown, has the wrong secret or is another tenant's.
     * None are a missing key or several, one that is expired, revoked, disabled, not yet valid or of
     * another environment, and one from the wrong network: its holder had the secret. An old secret
     * after its grace is a wrong one. Where the address is not known, nobody gets in.
     *
     * @default nobody is stopped
     */
    readonly failures?: Failures | undefined;
}

/**
 * Lets in who holds a key, sent as `Authorization: Bearer …` or `X-API-Key`, once. Proves who it is
 * and what they may do; `requireScopes` and `rateLimit` come after it. Never throws or rejects: a store
 * that is down is a 503. Who uses an old secret is let in with `Deprecation` and `Sunset` headers.
 */
export declare function requireKey(keys: Pick<ApiKeys, 'identify'>, options?: RequireKeyOptions & {
    readonly failures?: undefined;
}): Guard<Identified, KeyDenial>;

export declare function requireKey(keys: Pick<ApiKeys, 'identify'>, options: RequireKeyOptions): Guard<Identified, KeyDenial | LimitDenial>;

/** What a key takes from for one request. */
export type ClaimsOf = (key: KeyView, cost?: number) => readonly Claim[];

/** What a request costs, and how it is told. */
export interface SpendOptions extends LimitedOptions {
    /** A whole number. @default 1 */
    readonly cost?: number;
}

/**
 * Takes from a key's own limits and quotas, all or nothing: the last guard of a route.
 */
export declare function spend(keys: Pick<ApiKeys, 'limits' | 'claimsOf'>, { cost, ...options }?: SpendOptions): Guard<Nothing, LimitDenial, {
    readonly key: KeyView;
}>;

/** Whose limit a key's own limit is: several keys of one owner may share one. */
export interface KeyLimit {
    /** Names it, in headers and metrics. */
    readonly name: string;
    readonly policy: PolicyDefinition;
    /** @default 'key' */
    readonly per?: 'key' | 'owner' | 'tenant';
    /** The key that counts, where it is not the key itself: a minted key spends from the one that minted it. */
    readonly of?: string;
}

/** A key, as it is stored: plain data, replaced as a whole, never a secret. Times in milliseconds since the epoch. */
export interface KeyRecord {
    readonly id: string;
    /** Grows with each change: what was read is replaced only by who has read it last. */
    readonly version: number;
    readonly name: string;
    readonly env: string;
    readonly tenant: string;
    readonly owner: AuditParty;
    /** Texts of a scopes registry. */
    readonly scopes: readonly string[];
    /** Networks it may be used from; null for all. */
    readonly networks: readonly string[] | null;
    readonly limits: readonly KeyLimit[];
    readonly metadata: Json;
    /** The key that minted it; null for one that a person issued. */
    readonly parent: string | null;
    readonly createdAt: number;
    readonly createdBy: AuditParty;
    readonly notBefore: number | null;
    /** Null for never. */
    readonly expiresAt: number | null;
    readonly disabledAt: number | null;
    readonly revokedAt: number | null;
    readonly revokedReason: string | null;
    readonly current: SecretSlot;
    readonly previous: PreviousSecret | null;
}

/** What a key is good for. */
export type KeyState = 'active' | 'not_yet_valid' | 'expired' | 'disabled' | 'revoked';

/** How a key is used: kept apart from the record, for it changes with every request. */
export interface KeyUse {
    readonly lastUsedAt: number | null;
    /** When the previous secret was last used: before that it is not safe to take it away. */
    readonly previousLastUsedAt: number | null;
    readonly count: number;
}

/** The secret that was rotated out, for as long as it is accepted. */
export interface PreviousSecret extends SecretSlot {
    readonly until: number;
}

/** One secret of a key, as it is stored. */
export interface SecretSlot {
    /** Names the secret, in records: it changes with each rotation, the key's id does not. */
    readonly secretId: string;
    /** In hex. */
    readonly digest: string;
    readonly kind: DigestKind;
    readonly createdAt: number;
}

/** A key as everybody may see it: its record without digests. */
export interface KeyView extends Omit<KeyRecord, 'current' | 'previous' | 'version'> {
    /** Names the secret that is current. */
    readonly secretId: string;
    /** Until when the secret before it is accepted; null when there is none. */
    readonly previousUntil: number | null;
}

/** At once, or later. */
export type Answer<T> = T | Promise<T>;

/** Which keys a page is of. Every part that is given must fit. */
export interface KeyQuery {
    readonly tenant?: string;
    /** Kind and id. */
    readonly owner?: {
        readonly kind: string;
        readonly id: string;
    };
    readonly parent?: string;
    readonly env?: string;
}

/** Where keys are kept. */
export interface KeyStore {
    /** The record with this id. */
    get(id: string): Answer<KeyRecord | undefined>;
    /**
     * Adds a record. `exists` when there is one with its id; `too_many` when its owner in its tenant has
     * `maxPerOwner` that are not revoked: counted and added in one step.
     */
    insert(record: KeyRecord, maxPerOwner?: number): Answer<'inserted' | 'exists' | 'too_many'>;
    /** Puts a record in the place of the one with its id, if that has this version still. */
    replace(record: KeyRecord, version: number): Answer<boolean>;
    /** Adds uses: the latest time wins, counts add up, ids without a record are passed over. */
    touch(touches: readonly Touch[]): Answer<void>;
    /**
     * A page in the order of ids, after an id; whatever is inserted meanwhile, each key that was there all
     * the time comes once.
     */
    page(query: KeyQuery, after: string | undefined, limit: number): Answer<readonly StoredKey[]>;
    /** Whether the store answers. */
    readonly check: Check;
    /**
     * Tells the listener the id of each record that is replaced, by whatever machine, once the change can
     * be read. Without it, a cache learns of changes only when its time is up.
     */
    subscribe?(listener: FeedListener): Promise<Unsubscribe>;
}

/** A key and how it was used. */
export interface StoredKey {
    readonly record: KeyRecord;
    readonly use: KeyUse;
}

/** A use of a key, not yet written. */
export interface Touch {
    readonly id: string;
    readonly at: number;
    /** Of the previous secret; null when that was not used. */
    readonly previousAt: number | null;
    readonly count: number;
}

/** {@link memoryKeyStore}: it answers at once. */
export interface MemoryKeyStore extends KeyStore {
    get(id: string): KeyRecord | undefined;
}

/** How many keys a memory store may hold. */
export interface MemoryKeyStoreOptions {
    /** @default 1_000_000 */
    readonly maxKeys?: number;
}

/**
 * Keeps keys in this process, for tests and for keys that are issued anew with each start.
 */
export declare function memoryKeyStore({ maxKeys, }?: MemoryKeyStoreOptions): MemoryKeyStore;

/** What keys record. */
export declare const apiKeyEvents: Readonly<Record<Act, AuditEventType>>;

/** What keys measure. */
export declare const apiKeyMetrics: {
    readonly attempts: MetricDefinition<NoLabels>;
    readonly failures: MetricDefinition<{
        readonly reason: string;
    }>;
    readonly lostUses: MetricDefinition<NoLabels>;
    readonly acts: MetricDefinition<{
        readonly act: Act;
    }>;
    readonly refusals: MetricDefinition<{
        readonly act: Act;
        readonly reason: RefusedReason;
    }>;
};

/** The reasons for which keys refuse. From outside, those that would tell what exists look alike. */
export declare const apiKeyReasons: Readonly<Record<KeyDenial, ReasonDefinition>>;

/** Why a key does not let in. */
export type KeyDenial = 'key_missing' | 'key_ambiguous' | 'key_malformed' | 'key_unknown' | 'key_wrong_secret' | 'key_wrong_tenant' | 'key_wrong_env' | 'key_revoked' | 'key_disabled' | 'key_expired' | 'key_not_yet_valid' | 'key_wrong_network' | 'key_store_unavailable';

// @sallyport/api-keys/testing

/**
 * What every {@link KeyStore} must do, under any test runner.
 *
 * @param make - Called once per case. The data may be shared with other cases: no two use the same
 * tenant.
 */
export declare function keyStoreCases(make: () => StoreUnderTest | Promise<StoreUnderTest>): readonly KeyStoreCase[];

/** Does a step, or fails in its place or after it. */
export type Gate = <T>(step: () => T) => T;

/** A store to be proved. */
export interface StoreUnderTest {
    readonly store: KeyStore;
    /** Another on the same data, as another machine would have it. @default the same store */
    readonly other?: KeyStore;
    /**
     * Another on the same data, whose database is asked through the gate: each statement, command or call is
     * a step that may fail, and whatever fails must be done wholly or not at all. @default each method of the store is a step
     */
    failing?(gate: Gate): KeyStore;
    /** Runs after the case, whatever came of it. */
    close?(): void | Promise<void>;
}

/** One thing that every store must do. */
export interface KeyStoreCase {
    readonly name: string;
    /** Rejects with what went wrong. */
    run(): Promise<void>;
}

// @sallyport/api-keys/sqlite

/** Where a SQLite store keeps its rows. */
export interface SqliteKeyStoreOptions {
    /** Its other tables' names begin with it. @default 'sallyport_keys' */
    readonly table?: string;
}

/**
 * Keeps keys in a SQLite file: they outlive the process, and are the same for all processes on this
 * machine that have the file open. It answers at once, and tells nobody of changes. What takes more
 * than one statement holds the write lock from its beginning. Makes its tables, or brings them up to
 * date.
 *
 * @param db - A connection in which nobody else begins transactions; of a shared file, set up by
 * `sharedSqlite`.
 * @throws RangeError for a table that cannot be called so; whatever the database throws.
 */
export declare function sqliteKeyStore(db: SqliteDatabase, options?: SqliteKeyStoreOptions): KeyStore;

// @sallyport/api-keys/postgres

/** {@link postgresKeyStore}: it tells of changes. */
export interface PostgresKeyStore extends KeyStore {
    /**
     * Makes the tables, or brings them up to date: each time a program starts, on any number of
     * machines at once. Tables of a later version are left as they are.
     */
    migrate(): Promise<void>;
    subscribe(listener: FeedListener): Promise<Unsubscribe>;
}

/** Where a Postgres store keeps its rows. */
export interface PostgresKeyStoreOptions {
    /** One that is there. @default the first of the connection's search path */
    readonly schema?: string;
}

/**
 * Keeps keys in Postgres, the same for all machines. One statement each time, and whoever subscribed
 * hears of a replaced key when that is committed.
 *
 * @param pool - Of a database whose transactions are `read committed`, as they are unless somebody
 * changed that: in others what had to wait for another rejects.
 */
export declare function postgresKeyStore(pool: PostgresPool, options?: PostgresKeyStoreOptions): PostgresKeyStore;

/** One step from a version of the tables of keys to the next. */
export interface KeyStoreMigration {
    readonly version: number;
    /** Statements that belong in one transaction. They fail where they have run before. */
    readonly sql: string;
}

/**
 * What `migrate` runs, for those who run migrations with a tool of their own: in this order, each in
 * one transaction, with the schema first in the search path. Each notes its version in
 * `sallyport_keys_schema`, so that `migrate` knows of it. Who only uses the keys needs SELECT, INSERT
 * and UPDATE on `sallyport_keys` and `sallyport_keys_uses`.
 */
export declare const keyStoreMigrations: readonly KeyStoreMigration[];

// @sallyport/api-keys/redis

/** How keys are kept in Redis. */
export interface RedisKeyStoreOptions {
    /** What every key of Redis begins with, in braces: 1 to 100 plain characters. @default 'sallyport:keys' */
    readonly prefix?: string;
}

/**
 * Keeps keys in Redis 7 or later, for any number of machines. Everything is one round trip, a read
 * or one script; only a page is more, one for each 1,000 keys it has to look at. Pages are read
 * from an index of a parent, an owner, a tenant or all keys, whichever is the smallest that has all
 * they ask for; the rest of the query is looked for there.
 *
 * Nothing expires: Redis is where the keys are, so it must keep them (`appendonly yes`, and
 * `maxmemory-policy` with no `allkeys-`). What it forgets is undone, and a replica that takes over
 * may know less: a key that was revoked the moment before is valid again.
 *
 * On a cluster all keys of a store are on one server, because they share the hash tag `{prefix}`:
 * an owner's keys are counted, and an index is read, in one step.
 *
 * @throws TypeError or RangeError for a client or an option that cannot be used.
 */
export declare function redisKeyStore(client: Pick<RedisClient, 'command' | 'subscribe'>, options?: RedisKeyStoreOptions): KeyStore;

// exported nowhere, but spoken of above

type Act = 'created' | 'imported' | 'rotated' | 'revoked' | 'disabled' | 'enabled' | 'updated' | 'leaked';

type NoLabels = Readonly<Record<never, string>>;
