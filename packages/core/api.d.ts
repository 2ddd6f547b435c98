// The public surface of @sallyport/core, by entry point.

// @sallyport/core

/** The check passed. */
export interface Allowed<T> {
    readonly ok: true;
    /** What was proved. */
    readonly value: T;
    /** For the response, whatever the handler answers: `RateLimit`, `Deprecation` … */
    readonly headers?: Headers;
}

/**
 * The request may pass, and this is what is now known.
 *
 * @param value - What was proved, by name. None when omitted.
 * @param headers - For the response.
 */
export declare function allow(): Allowed<Nothing>;

export declare function allow<T extends object>(value: T, headers?: Headers): Allowed<T>;

/** The check refused. */
export interface Denied<R extends string = string> {
    readonly ok: false;
    /** One word of a closed union: the audit field, the metric label and the test's expectation. */
    readonly reason: R;
    /** The HTTP status. */
    readonly status: number;
    /** The word the client sees instead of `reason`, where the exact one would help an attacker. */
    readonly shown?: string;
    /** One sentence for the client. */
    readonly message?: string;
    readonly headers?: Headers;
    /** A whole answer of its own, for what is not an error: a challenge, "already done". */
    readonly reply?: Reply<string | Uint8Array>;
    /** For the operator: goes to `onError`, never to the client. */
    readonly cause?: unknown;
    /** What earlier guards had proved, for the audit record. Set by `every`. */
    readonly proved?: object;
}

/**
 * The request is refused.
 *
 * @param reason - One word, `snake_case`, of a closed union.
 * @param status - The HTTP status, 200 to 599.
 * @param more - What the client, the response or the operator should know besides.
 */
export declare function deny<const R extends string>(reason: R, status: number, more?: Omit<Denied, 'ok' | 'reason' | 'status' | 'proved'>): Denied<R>;

/** What a guard proves that proves nothing but that the request may pass. */
export interface Nothing {
}

/** The one value of {@link Nothing}. */
export declare const nothing: Nothing;

/**
 * What a check answers: what it proved, or why it refused. Never a bare boolean, and never an
 * exception for untrusted input.
 */
export type Verdict<T, R extends string = string> = Allowed<T> | Denied<R>;

/** Any guard, whatever it needs: `never` is the one argument that every guard's parameter accepts. */
export type AnyGuard = (request: GuardRequest, proved: never) => Verdict<object, string> | Promise<Verdict<object, string>>;

/** Why a body could not be read: 413, 400, 500. */
export type BodyDenial = 'body_too_large' | 'body_incomplete' | 'body_consumed';

/**
 * Says whose request it is, for adapters behind proxies. Undefined means that it cannot be told,
 * and then nobody guesses.
 */
export type ClientAddress = (request: Pick<GuardRequest, 'peer' | 'header' | 'headerValues'>) => string | undefined;

/**
 * A check on a request. It proves `T`, or refuses for one of the reasons `R`; `N` is what earlier
 * guards must have proved, and most need nothing.
 */
export type Guard<T extends object = Nothing, R extends string = string, N extends object = Nothing> = (request: GuardRequest, proved: N) => Verdict<T, R> | Promise<Verdict<T, R>>;

/** A request as a guard sees it, whatever the framework. */
export interface GuardRequest {
    /** The request id: the client's `x-request-id` when well-formed, else a new one. */
    readonly id: string;
    /** Upper case, as received. */
    readonly method: string;
    /** Path and query exactly as received: signed URLs depend on it. */
    readonly url: string;
    /** The route's template (`/users/:id`), for labels; undefined before routing and when nothing matched. */
    readonly route: string | undefined;
    /** The route's parameters, decoded by the framework. */
    readonly params: Readonly<Record<string, string>>;
    /** The socket's address. */
    readonly peer: string | undefined;
    /**
     * The client's address: the peer, unless the adapter was given a `clientAddress`. Undefined when
     * that could not tell, which is never the same as the peer.
     */
    readonly ip: string | undefined;
    /** The header's value; a repeated header is joined (`a, b`), never dropped. Any case. */
    header(name: string): string | undefined;
    /** Each value as received, so that duplicates show. */
    headerValues(name: string): readonly string[];
    /**
     * The body's bytes as they came over the wire: read when first asked for, once, bounded by the
     * adapter's `bodyLimit`, and left in place for the handler.
     */
    body(): Promise<Verdict<Uint8Array, BodyDenial>>;
}

/** What a guard needs to have been proved. */
export type NeedOf<G> = G extends (request: GuardRequest, proved: infer N) => unknown ? unknown extends N ? Nothing : N : Nothing;

/** What a guard proves. */
export type ProofOf<G> = Answer<G> extends infer A ? (A extends Allowed<infer T> ? T : never) : never;

/** The reasons for which a guard refuses. */
export type ReasonOf<G> = Answer<G> extends infer A ? (A extends Denied<infer R> ? R : never) : never;

/**
 * Response headers: lower-case names, one value or several. Several stay several
 * (two `set-cookie` cannot be joined).
 */
export type Headers = Readonly<Record<string, string | readonly string[]>>;

/** A JSON answer that no cache may keep. */
export declare function jsonReply(status: number, value: unknown, headers?: Headers): Reply<string>;

/** An HTTP answer, whatever the framework. */
export interface Reply<B extends ReplyBody = ReplyBody> {
    readonly status: number;
    /** Always with a `content-type` when there is a body: frameworks differ in what they add. */
    readonly headers: Headers;
    readonly body: B;
}

/** Text, bytes, or pieces of either as they come, so that a long export costs no memory. */
export type ReplyBody = string | Uint8Array | AsyncIterable<string | Uint8Array>;

/**
 * What the client gets for a denial: the reply it carries, or
 * `{ "error": "<sentence>", "status": "<shown, else reason>" }`. Its `cause` and what was proved
 * stay inside.
 */
export declare function denialReply(denied: Denied): Reply<string | Uint8Array>;

/**
 * All of these guards, in order: the first denial wins, and what they prove adds up. A guard may
 * need what an earlier one proved; what none proved is still needed from outside. Stays synchronous
 * while its guards are. Without guards it allows and proves nothing.
 *
 * Put what consumes something (a limit, a quota, a replay claim) last, so that a request refused
 * for another reason has consumed nothing.
 */
export declare function every<const G extends readonly AnyGuard[]>(...guards: G & Checked<G>): Guard<SumOf<G>, ReasonOf<G[number]>, StillNeeded<G>>;

/**
 * Any of these guards: tried in order, the first allowance wins. When all refuse, the gravest
 * status is the answer (503 before 429 before 403 before 401), the first of equals: a store that is
 * down must not read as a wrong key. A guard that throws or rejects fails the whole, closed.
 */
export declare function anyOf<const G extends readonly [AnyGuard, ...AnyGuard[]]>(...guards: G): Guard<ProofOf<G[number]>, ReasonOf<G[number]>, AllNeeds<G>>;

/** A guard as an adapter runs it. */
export interface Decider<T extends object, R extends string> {
    /** Decides. Never throws, never rejects. */
    (request: GuardRequest): Verdict<T, R | 'unavailable'> | Promise<Verdict<T, R | 'unavailable'>>;
    /** Records and measurements that a failing sink lost. */
    readonly dropped: number;
}

/** How {@link decider} runs a guard. */
export interface DecisionOptions<T extends object = object> {
    /** Counts each decision once. @default counts nothing */
    readonly metrics?: MetricsSink;
    /** Records each decision once. @default records nothing */
    readonly audit?: AuditSink;
    /** Hears what a guard or a sink threw, and the `cause` of a denial. @default prints to stderr */
    readonly onError?: OnError;
    /**
     * `continue`: the record is not waited for, its loss is counted. `deny`: it is waited for, as long as
     * the sink takes, and its failure is a 503; needs an `audit`. @default 'continue'
     */
    readonly whenAuditFails?: 'continue' | 'deny';
    /**
     * The actor, the targets and whatever else of the proofs belongs in the record. After a denial
     * the proofs are those that came before it.
     */
    readonly describe?: (proved: Partial<T>) => Partial<AuditEvent>;
}

/**
 * The one place where a guard is run, its decision counted, recorded and told of. A guard that
 * throws, rejects or answers with something else than a verdict becomes a 503 `unavailable`: closed,
 * and without a word about why.
 */
export declare function decider<T extends object, R extends string>(guard: Guard<T, R>, options?: DecisionOptions<T>): Decider<T, R>;

/** Answers a request: `/health`, `/metrics`, an admin page. */
export type Endpoint = (request: GuardRequest) => Reply | Promise<Reply>;

/** How {@link responder} runs an endpoint. */
export interface ResponderOptions {
    /** Hears why an endpoint failed. @default prints to stderr */
    readonly onError?: OnError;
}

/**
 * Runs an endpoint for an adapter; never rejects. What throws, a reply that cannot be sent, and a stream
 * that fails before its first piece become a 500 that tells nothing. A stream nobody will read (HEAD, 204,
 * 304) is closed unread.
 *
 * The adapter may say how to `cut` the connection: then a stream that fails midway is cut off by that, and
 * ends without an error of its own.
 */
export declare function responder(endpoint: Endpoint, options?: ResponderOptions): (request: GuardRequest, cut?: () => void) => Promise<Reply>;

/**
 * Sees a request begin and end: durations, requests in flight, spans, an access log. It changes
 * nothing; one that throws is told of and passed over.
 */
export interface Observer {
    (request: GuardRequest): (end: RequestEnd) => void;
    /** Runs what follows inside a context of its own (AsyncLocalStorage). Calls `next` once, at once. */
    run?<T>(request: GuardRequest, next: () => T): T;
}

/** How a request ended. */
export interface RequestEnd {
    /** The response's status; what it would have been when the client left before the headers. */
    readonly status: number;
    /** Bytes of the response's body handed to the connection. */
    readonly bytes: number;
    /** The client left, or the connection broke, before the response was complete. */
    readonly aborted: boolean;
    /** Why a guard refused, when one did. */
    readonly denied?: string;
    /** The decision was given to an audit sink: who asked, and whether they were let in, stands there. */
    readonly recorded?: boolean;
}

/**
 * Several observers as one: begun in order, ended in reverse, their contexts nested. One that fails does
 * not keep the others from beginning or ending.
 */
export declare function together(...observers: readonly Observer[]): Observer;

/** An observer as an adapter runs it: nothing it does can break a request. */
export interface Watcher {
    /** The request begins; call what comes back once, when it has ended. */
    begin(request: GuardRequest): (end: Omit<RequestEnd, 'denied' | 'recorded'>) => void;
    /** Runs what follows in the observer's context. */
    run<T>(request: GuardRequest, next: () => T): T;
}

/** How {@link watcher} runs an observer. */
export interface WatcherOptions {
    /** Hears what an observer threw. @default prints to stderr */
    readonly onError?: OnError;
}

/** Contains an observer for an adapter, and adds how the request was decided. */
export declare function watcher(observer: Observer, options?: WatcherOptions): Watcher;

/** What an adapter's `guarded(guard, options)` takes: how to decide, and how to see the request. */
export interface AdapterOptions<T extends object = object> extends DecisionOptions<T>, RequestOptions {
}

/** What the route's author decides. */
export interface RequestOptions {
    /** Who the client is, behind proxies. @default the peer */
    readonly clientAddress?: ClientAddress | undefined;
    /** The longest body a guard may read, in bytes. @default 1 MiB */
    readonly bodyLimit?: number | undefined;
    /** Makes request ids. @default random UUIDs */
    readonly newId?: NewId | undefined;
}

/** Hears of what went wrong behind an answer. For the operator; the client never sees it. */
export type OnError = (error: unknown, request: GuardRequest) => void;

/** Where an event happened. */
export interface AuditContext {
    readonly requestId?: string | undefined;
    readonly ip?: string | undefined;
    readonly method?: string | undefined;
    /** The route's template, never the path: paths carry personal data. */
    readonly route?: string | undefined;
    readonly userAgent?: string | undefined;
    readonly sessionId?: string | undefined;
    readonly traceId?: string | undefined;
}

/** What happened, by whom, to what, and how it ended. */
export interface AuditEvent {
    /** Dotted: `api_key.revoked`. */
    readonly type: string;
    readonly outcome: 'success' | 'failure' | 'denied' | 'error';
    readonly actor?: AuditParty;
    readonly targets?: readonly AuditParty[];
    /** The denial's reason, or the error's code. */
    readonly reason?: string;
    readonly ctx?: AuditContext;
    /** What else belongs to it. Never a secret. */
    readonly event?: unknown;
}

/** A type of event, as data: what a package may record. */
export interface AuditEventType {
    readonly type: string;
    /** One sentence. */
    readonly help: string;
    /** Other names under which it is searched for. */
    readonly aliases?: readonly string[];
}

/** Someone or something that acts or is acted upon. */
export interface AuditParty {
    /** `key`, `user`, `service`, `address` … */
    readonly kind: string;
    readonly id: string;
}

/** Where events are written down. A promise resolves when the event is as safe as the sink makes it. */
export interface AuditSink {
    record(event: AuditEvent): void | Promise<void>;
}

/** Writes nothing: the default everywhere. */
export declare const noAudit: AuditSink;

/** One series of a metric. */
export interface BoundMetric {
    add(value: number): void;
    set(value: number): void;
    observe(value: number): void;
}

/**
 * Defines a metric; its labels' names and values become its type.
 */
export declare function defineMetric<const S extends MetricShape>(shape: S): MetricDefinition<LabelsOf<S>>;

/** A histogram's state; `buckets` are cumulative counts beside their upper bounds. */
export interface HistogramValue {
    readonly buckets: readonly {
        readonly le: number;
        readonly count: number;
    }[];
    readonly sum: number;
    readonly count: number;
}

/** Labels are an argument exactly when the metric has some. */
export type LabelArguments<L extends Labels> = [L[keyof L]] extends [never] ? [labels?: L] : Partial<L> extends L ? [labels?: L] : [labels: L];

/** Label names and values of one measurement. */
export type Labels = Readonly<Record<string, string>>;

/**
 * A metric is a value. The sink takes the definition, so that a typo in a name, a label or a
 * label's value does not compile, and everything there is to measure can be listed.
 */
export interface MetricDefinition<L extends Labels = Labels> {
    /** Dotted, `snake_case` words: `api_key.validation_attempts`. */
    readonly id: string;
    readonly kind: 'counter' | 'gauge' | 'histogram';
    /** A count, seconds, bytes, or a share from 0 to 1. */
    readonly unit: '1' | 's' | 'By' | 'ratio';
    /** One sentence. */
    readonly help: string;
    /** Every value a label may take, or `open` (bounded by the sink). */
    readonly labels: {
        readonly [K in keyof L]: readonly L[K][] | 'open';
    };
    /** Upper bounds of a histogram's buckets, ascending. */
    readonly buckets?: readonly number[];
    /** Other names under which it is known. */
    readonly aliases?: readonly string[];
}

/** What has been measured so far: what an SLO asks. */
export interface MetricsReader {
    /** Every series of a metric. Empty when nothing was measured. */
    read<L extends Labels>(metric: MetricDefinition<L>): readonly Series<L>[];
}

/** Where measurements go. Nothing here throws, waits or answers. */
export interface MetricsSink {
    /** Adds to a counter, or to a gauge. */
    add<L extends Labels>(metric: MetricDefinition<L>, value: number, ...labels: LabelArguments<NoInfer<L>>): void;
    /** Sets a gauge. */
    set<L extends Labels>(metric: MetricDefinition<L>, value: number, ...labels: LabelArguments<NoInfer<L>>): void;
    /** Adds an observation to a histogram. */
    observe<L extends Labels>(metric: MetricDefinition<L>, value: number, ...labels: LabelArguments<NoInfer<L>>): void;
    /** The series itself, for the hot path. Optional: use it where it is there. */
    bind?<L extends Labels>(metric: MetricDefinition<L>, ...labels: LabelArguments<NoInfer<L>>): BoundMetric;
}

/** Measures nothing: the default everywhere. */
export declare const noMetrics: MetricsSink;

/** One series as it stands. */
export interface Series<L extends Labels = Labels> {
    readonly labels: L;
    /** Of a counter or a gauge. */
    readonly value?: number;
    readonly histogram?: HistogramValue;
    /** How often the series began again from zero. */
    readonly resets: number;
}

/** Sinks and listeners that cannot disturb whoever writes to them. */
export interface ContainedSinks {
    /** Runs what is somebody else's, at once. What it throws or rejects with is told. */
    attempt(run: () => unknown): void;
    /** Records, and waits for nothing. A record that is lost is counted in `core.dropped`, and told. */
    record(event: AuditEvent): void;
    /** Tells `onError`, whatever that does. */
    tell(error: unknown): void;
}

/**
 * Contains what a background task writes to: no sink and no listener ends it, and what is lost is counted
 * and told.
 */
export declare function containedSinks(options?: SinkOptions): ContainedSinks;

/** Where it is written down what happens without a request. */
export interface SinkOptions {
    /** @default records nothing */
    readonly audit?: AuditSink | undefined;
    /** @default measures nothing */
    readonly metrics?: MetricsSink | undefined;
    /** Hears what a sink or a listener threw. @default prints to stderr */
    readonly onError?: ((error: unknown) => void) | undefined;
}

/** The events that core itself records. */
export declare const coreEvents: {
    readonly decided: AuditEventType;
};

/** The metrics that core itself keeps. */
export declare const coreMetrics: {
    readonly decisions: MetricDefinition<{
        readonly decision: 'allowed' | 'denied';
        readonly reason: string;
    }>;
    readonly dropped: MetricDefinition<{
        readonly sink: string;
    }>;
};

/** The reasons that core itself gives. */
export declare const coreReasons: Readonly<Record<'body_too_large' | 'body_incomplete' | 'body_consumed' | 'unavailable', ReasonDefinition>>;

/** A reason for which something is refused, as data: what it means and what to do about it. */
export interface ReasonDefinition {
    readonly status: number;
    /** What happened, in one sentence. */
    readonly meaning: string;
    /** What the one who reads it should do. */
    readonly remedy: string;
}

/**
 * A question about the world, asked by health, SLOs and the command line alike. It may take its
 * time until the signal says that nobody waits any more; a throw or rejection means not ok.
 */
export type Check = (signal: AbortSignal) => CheckResult | Promise<CheckResult>;

/** What a {@link Check} found. */
export interface CheckResult {
    readonly ok: boolean;
    /** It works, but not well. */
    readonly degraded?: boolean;
    /** One sentence for the operator. */
    readonly message?: string;
    readonly detail?: Json;
}

/** What JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | {
    readonly [name: string]: Json;
};

/** The time of day in milliseconds since the epoch. May step backwards. */
export type Clock = () => number;

/** Milliseconds from an arbitrary start. Never goes backwards. */
export type MonotonicClock = () => number;

/** The machine's clock. */
export declare const systemClock: Clock;

/** The machine's monotonic clock. */
export declare const systemMonotonic: MonotonicClock;

/** Takes back what a timer was asked to do. Calling it twice does no harm. */
export type Cancel = () => void;

/** The platform's timers, detached from the process's life. Waits may be of any length. */
export declare const systemTimers: Timers;

/** Waiting, as an argument. Nothing here keeps a process alive. */
export interface Timers {
    /** Runs once, after `ms` milliseconds. */
    after(ms: number, run: () => void): Cancel;
    /** Runs every `ms` milliseconds. */
    each(ms: number, run: () => void): Cancel;
}

/** Gives a new id, never the same twice. */
export type NewId = () => string;

/** Gives `size` unpredictable bytes. */
export type Random = (size: number) => Uint8Array;

/** A random UUID. */
export declare const systemNewId: NewId;

/** The platform's cryptographic source, the same on Node, Bun, Deno and workers. */
export declare const systemRandom: Random;

/** Whether this is a {@link Secret}, made by any copy of this package. */
export declare function isSecret(value: unknown): value is Secret<string | Uint8Array>;

/**
 * A value that does not print: string conversion, JSON, `util.inspect` and logs show `[secret]`.
 * {@link Secret.reveal} is the only way out.
 */
export interface Secret<T extends string | Uint8Array = string> {
    readonly [brand]: true;
    /** The value itself. */
    reveal(): T;
    /** Always `[secret]`. */
    toString(): string;
    /** Always `[secret]`. */
    toJSON(): string;
}

/**
 * Wraps a value that must never be printed.
 */
export declare function secret<T extends string | Uint8Array>(value: T): Secret<T>;

/**
 * Throws for an option that there is not: what a mistyped one was to guard would stand open, and nobody
 * hear of it. Where there is a `clock`, `monotonic` or `timers`, a whole `manualTime()` may be spread.
 *
 * @param where - Who takes them, with its package: `limits: rateLimit()`.
 *
 * @throws TypeError naming those that there are, and the one that there is not.
 */
export declare function demandOptions(where: string, given: unknown, names: readonly string[]): void;

// @sallyport/core/node

/**
 * A Node request as a guard sees it: Express, Fastify, Hono on Node, `node:http`. The same object
 * for the same request, however often it is asked for; the view given last adds to what was known.
 */
export declare function nodeRequest(incoming: IncomingMessage, view?: NodeRequestView, options?: RequestOptions): GuardRequest;

/** Runs when all that the event loop has heard of just now was handled: requests that came together are together. */
export declare function nextTurn(run: () => void): void;

/** Tells once how a response ended: when all of it was handed over, or the connection broke. */
export declare function onResponseEnd(response: ServerResponse, ended: (end: Omit<RequestEnd, 'denied' | 'recorded'>) => void): void;

/** The longest body a guard may read unless the route says otherwise: 1 MiB. */
export declare const defaultBodyLimit: number;

export { RequestOptions } from '@sallyport/core';

/** What only the framework knows of a request. Functions are called late: routing comes after middleware. */
export interface RequestView {
    /** Path and query as received, where the framework rewrites its own. */
    readonly url?: string | undefined;
    /** The socket's address, where the request does not carry it. */
    readonly peer?: string | undefined;
    /** The matched route's template. */
    readonly route?: (() => string | undefined) | undefined;
    /** The route's parameters; the pieces of a wildcard may come as a list. */
    readonly params?: (() => Readonly<Record<string, string | readonly string[] | undefined>>) | undefined;
}

/** Who hears of files. None of the three may throw. */
export interface FileListener {
    /** Read again: something may be different. */
    changed(): void;
    /** From here on changes are missed, until a renewal. */
    lost(error: unknown): void;
    /** Changes are told again. */
    restored(): void;
}

/** {@link watchFiles}. */
export interface FileWatch {
    /**
     * Watches the folders where these paths lead now, and no others. To be called before each reading: a
     * link may lead elsewhere by then, and a folder that was away may be back.
     *
     * @returns whether there are folders among them that were not watched before.
     */
    renew(paths: readonly string[]): Promise<boolean>;
    /** Nothing is told afterwards; calling it twice does no harm. */
    close(): void;
}

/** How changes are told. */
export interface WatchFilesOptions {
    /** How long to wait for a change to be complete. @default 50 */
    readonly debounceMs?: number;
    /** @default the platform's timers */
    readonly timers?: Timers;
}

/**
 * Tells of changes to files, and never keeps a process alive. What is watched are folders, of the files
 * and of every link on the way to them: what replaces a file or a link has another inode. A file that
 * is not there yet is waited for.
 */
export declare function watchFiles(listener: FileListener, options?: WatchFilesOptions): FileWatch;

/** What a Node framework knows besides. */
export interface NodeRequestView extends RequestView {
    /** The request as fetch has it, where middleware that took the body from the stream put it back. */
    readonly fetched?: (() => Request) | undefined;
    /** The request that the handler will see, where middleware put another in the place of what came. */
    readonly replacedBy?: Request | undefined;
}

// @sallyport/core/web

/**
 * A fetch request as a guard sees it: Bun, Deno, workers, and tests that call an app without a
 * server. The same object for the same request, however often it is asked for; the view given last
 * holds, and the options given last add to what was known. Repeated headers arrive joined: fetch shows
 * no more.
 */
export declare function webRequest(request: Request, view?: WebRequestView, options?: RequestOptions): GuardRequest;

/**
 * Tells once how a response ended, and gives the response to answer with: its body is counted on the
 * way. A HEAD's body is never read, so it has ended already.
 */
export declare function onResponseEnd(response: Response, method: string, ended: (end: Omit<RequestEnd, 'denied' | 'recorded'>) => void): Response;

export { defaultBodyLimit } from '@sallyport/core/node';

export { RequestOptions } from '@sallyport/core';

export { RequestView } from '@sallyport/core/node';

/** What a fetch framework knows besides. */
export interface WebRequestView extends RequestView {
    /** What stands for the request where middleware may put another Request in its place. @default the request */
    readonly identity?: object | undefined;
}

// @sallyport/core/clients

/**
 * The statements of a store that keeps its own tables: where these are not there, the error says what to
 * do about it, and has the database's as its cause.
 *
 * @param advice - `limits: "limits" is not in this database; call migrate()`
 */
export declare function expectingTables(pool: Pick<PostgresPool, 'query'>, advice: string): PostgresQueries;

/**
 * Messages from other processes, each heard at most once and none of them kept: Redis's pub/sub,
 * Postgres's LISTEN and NOTIFY.
 */
export interface Feed {
    /** Resolves once messages are heard; rejects when the first attempt fails. */
    subscribe(channel: string, listener: FeedListener): Promise<Unsubscribe>;
}

/**
 * Who hears a feed. A cache that lives off it drops everything on `lost` and again on `restored`:
 * what it read in between may have been changed by a message that nobody repeats. None of the three
 * may throw.
 */
export interface FeedListener {
    heard(message: string): void;
    /** From here on messages are missed. Called again with each failed attempt to restore it. */
    lost(error: unknown): void;
    /** Messages are heard again. Never called when the client has given up. */
    restored(): void;
}

/** Stops a subscription. Nothing is heard afterwards; calling it twice does no harm. */
export type Unsubscribe = () => void;

/**
 * A client of ioredis as a store sees it: one server, or one behind Sentinel. A subscription has a
 * connection of its own, which is restored as the client's `retryStrategy` says. Left to its
 * defaults ioredis sends a command again whose answer was lost with the connection, so that it may
 * run twice: give the client `maxRetriesPerRequest: 0`, and such a command rejects. A `Cluster`
 * does not fit, because it does not tell when the connection that hears breaks; two methods of your
 * own do.
 */
export declare function fromIoredis(client: IoredisClient): RedisClient;

/** What {@link fromIoredis} needs of ioredis's `Redis`. */
export interface IoredisClient {
    call(command: string, args: string[]): Promise<unknown>;
    duplicate(override: {
        lazyConnect: boolean;
        autoResubscribe: boolean;
    }): IoredisSubscriber;
}

/** What {@link fromIoredis} needs of a client's duplicate. */
export interface IoredisSubscriber {
    readonly stream: {
        unref?(): unknown;
    };
    connect(): Promise<void>;
    subscribe(channel: string): Promise<unknown>;
    on(event: 'message', listener: (channel: string, message: string) => void): unknown;
    on(event: 'error', listener: (error: Error) => void): unknown;
    on(event: 'close' | 'ready', listener: () => void): unknown;
    disconnect(): void;
}

/**
 * A client of node-redis 6 as a store sees it: one server, connected by the caller. A subscription
 * has a connection of its own, which is restored as the client's `reconnectStrategy` says. A
 * cluster's client does not fit, because its commands must say where they go and its breaks are not
 * told; two methods of your own do.
 */
export declare function fromNodeRedis(client: NodeRedisClient): RedisClient;

/** What {@link fromNodeRedis} needs of node-redis's `createClient()`. */
export interface NodeRedisClient {
    sendCommand(args: readonly string[], options?: object): Promise<unknown>;
    duplicate(): NodeRedisSubscriber;
}

/** What {@link fromNodeRedis} needs of a client's duplicate. */
export interface NodeRedisSubscriber {
    connect(): Promise<unknown>;
    subscribe(channel: string, heard: (message: string) => void): Promise<unknown>;
    on(event: 'error', listener: (error: unknown) => void): unknown;
    on(event: 'ready', listener: () => void): unknown;
    unref(): void;
    destroy(): void;
}

/** How {@link fromPg} keeps a feed alive. */
export interface FromPgOptions {
    /** The pause before each attempt to restore a lost feed. @default 1_000 */
    readonly retryMs?: number;
    /** @default the platform's timers */
    readonly timers?: Timers;
}

/**
 * A `pg.Pool` as a store sees it. Each subscription takes one connection out of the pool, and with
 * it out of `max`; stop it before `pool.end()`, which waits for it. Give the pool
 * `keepAlive: true`, or a server that vanished without a word is never missed, and an `error`
 * listener, without which pg ends the process when an idle connection breaks.
 */
export declare function fromPg(pool: PgPool, options?: FromPgOptions): PostgresPool;

/**
 * A PGlite as a store sees it: Postgres inside this process, for development and tests. It has one
 * connection, so `connect` waits until whoever holds it has released it, in order of asking; so do
 * statements, the application's own included. Its feed lives in this process, and is never lost.
 */
export declare function fromPglite(db: PgliteDatabase): PostgresPool;

/** What {@link fromPglite} needs of a `PGlite`. */
export interface PgliteDatabase extends PgliteQueries {
    transaction<T>(run: (transaction: PgliteTransaction) => Promise<T>): Promise<T>;
    onNotification(heard: (channel: string, payload: string) => void): () => void;
}

/** How a value of a type, by its number, becomes one of JavaScript's. */
export interface PgliteOptions {
    readonly parsers?: {
        readonly [type: number]: (text: string) => unknown;
    };
}

/** Whatever takes statements. */
export interface PgliteQueries {
    query(text: string, values?: unknown[], options?: PgliteOptions): Promise<PgliteResult>;
}

/** What {@link fromPglite} reads of an answer. */
export interface PgliteResult {
    readonly rows: unknown[];
    readonly rowCount?: number;
    readonly affectedRows?: number;
    readonly command?: string;
}

/** What {@link fromPglite} needs of a transaction. */
export interface PgliteTransaction extends PgliteQueries {
    rollback(): Promise<void>;
}

/** What `fromPg` needs of a pool's client. */
export interface PgClient {
    query(text: string, values?: unknown[]): Promise<PgResult>;
    on(event: 'notification', listener: (message: PgNotification) => void): unknown;
    on(event: 'error', listener: (error: Error) => void): unknown;
    on(event: 'end', listener: () => void): unknown;
    off(event: 'error', listener: (error: Error) => void): unknown;
    release(error?: Error | boolean): void;
    /** `I` outside of a transaction. Missing from older versions. */
    getTransactionStatus?(): string | null;
    /** Lets the process end while the client is connected. Missing from pg's published types. */
    unref?(): void;
}

/** What `fromPg` reads of a notification. */
export interface PgNotification {
    readonly channel: string;
    readonly payload?: string | undefined;
}

/** What `fromPg` needs of a `pg.Pool`. */
export interface PgPool {
    query(text: string, values?: unknown[]): Promise<PgResult>;
    connect(): Promise<PgClient>;
}

/** What `fromPg` reads of an answer. */
export interface PgResult {
    readonly rows: unknown[];
    readonly rowCount: number | null;
    readonly command: string;
}

/** A connection of one's own until it is released. */
export interface PostgresConnection extends PostgresQueries {
    /**
     * Gives it back; with an error it is closed, where there can be another. A transaction that was
     * left open is rolled back. Calling it twice does no harm.
     */
    release(error?: unknown): void;
}

/**
 * A Postgres database as a store sees it. Publish to its feed with `SELECT pg_notify($1, $2)`: in a
 * transaction it is heard when that commits, and at most 7999 bytes fit.
 */
export interface PostgresPool extends PostgresQueries, Feed {
    connect(): Promise<PostgresConnection>;
}

/** Whatever takes statements: a pool, a connection, a transaction. */
export interface PostgresQueries {
    /** Runs one statement, `$1` being the first value. Nobody checks that the rows are `R`. */
    query<R extends object = Record<string, unknown>>(text: string, values?: readonly PostgresValue[]): Promise<PostgresResult<R>>;
}

/** What a statement did. */
export interface PostgresResult<R extends object = Record<string, unknown>> {
    /**
     * The rows it gave. `int8` (and so `count(*)`) and `numeric` come as text, unless the application
     * has set a parser of its own: read them with `Number()` or `BigInt()`.
     */
    readonly rows: readonly R[];
    /** Rows changed, or given by a SELECT; 0 for a statement about neither. */
    readonly count: number;
    /** The first word of the server's answer: `INSERT`, `COMMIT` … */
    readonly command: string;
}

/**
 * What a statement takes that means the same to every client. JSON goes in as text, because a list
 * is taken for a Postgres array.
 */
export type PostgresValue = null | boolean | number | bigint | string | Uint8Array | Date | readonly PostgresValue[];

/**
 * A name as Postgres reads it back unchanged: quoted, whatever it contains.
 */
export declare function quoteIdentifier(name: string): string;

/** How {@link postgresTransaction} runs. */
export interface PostgresTransactionOptions {
    /** @default the database's, which is `read committed` unless it was changed */
    readonly isolation?: 'read committed' | 'repeatable read' | 'serializable';
    /**
     * How often to begin again after a serialization failure or a deadlock; `run` is then called
     * again, and what it did outside the database it does twice. @default 0
     */
    readonly retries?: number;
}

/**
 * Runs `run` in a transaction: committed when it resolves, rolled back when it rejects, and its
 * error is what comes out. A connection that cannot even roll back is closed.
 *
 * @param run - Must run its statements on the argument: the pool itself is outside the transaction,
 * and waits forever where there is only one connection.
 */
export declare function postgresTransaction<T>(pool: Pick<PostgresPool, 'connect'>, run: (transaction: PostgresQueries) => Promise<T>, options?: PostgresTransactionOptions): Promise<T>;

/** What a command consists of. Bytes go in, and come out, as base64 or hex. */
export type RedisArgument = string | number;

/**
 * A Redis as a store sees it. How long a command waits while the server is away, and whether it is
 * sent again, is how the client was set up. Publish with `PUBLISH`.
 */
export interface RedisClient extends Feed {
    /** Sends a command: `command(['SET', 'door', 'open', 'PX', 5_000])`. */
    command(args: readonly RedisArgument[]): Promise<RedisReply>;
}

/**
 * What Redis answers, as RESP2 has it whatever the protocol: a map is a flat list of fields and
 * values, a double is text, a boolean 1 or 0. An error inside a list is thrown. Read numbers with
 * `Number()`, because a client may have been told to give all of them as text.
 */
export type RedisReply = string | number | null | readonly RedisReply[];

/** A script, run atomically by the server. The keys tell a proxy or a cluster where it runs. */
export type RedisScript = (client: Pick<RedisClient, 'command'>, keys: readonly string[], args?: readonly RedisArgument[]) => Promise<RedisReply>;

/**
 * A Lua script as a function. It is sent by its digest; only a server that does not know it,
 * because it is new, was flushed or has taken over, is sent the source, which it then remembers.
 */
export declare function redisScript(source: string): RedisScript;

/** How {@link sharedSqlite} sets a connection up. */
export interface SharedSqliteOptions {
    /** How long to wait, blocking, for another connection's write lock. @default 5_000 */
    readonly busyTimeoutMs?: number;
}

/**
 * A SQLite database as a store sees it: node:sqlite's `DatabaseSync` and better-sqlite3's
 * `Database` as they are.
 */
export interface SqliteDatabase {
    /** Runs statements that answer nothing. */
    exec(sql: string): unknown;
    prepare(sql: string): SqliteStatement;
}

/** A prepared statement; every value has its place. */
export interface SqliteStatement {
    run(...values: SqliteValue[]): {
        readonly changes: number | bigint;
    };
    /** The first row; undefined when there is none. */
    get(...values: SqliteValue[]): unknown;
    all(...values: SqliteValue[]): unknown[];
}

/** What SQLite stores. A boolean goes in as 0 or 1, JSON as text. */
export type SqliteValue = null | number | bigint | string | Uint8Array;

/**
 * Makes a connection fit for a file that other connections use too, and gives it back: readers and
 * the writer do not wait for each other (WAL), and a second writer waits instead of failing at
 * once. Call it where the file is opened. `synchronous` stays FULL: what was committed survives a
 * power cut.
 */
export declare function sharedSqlite<D extends Pick<SqliteDatabase, 'exec'>>(db: D, options?: SharedSqliteOptions): D;

/**
 * Runs `run` in a transaction that holds the write lock from its beginning: what it reads nobody
 * changes before it writes. What it throws is thrown again, and nothing of it stays. SQLite refuses
 * one transaction inside another; the outer one is not touched by that.
 *
 * @param run - Synchronous: awaiting would let other code write into the transaction.
 */
export declare function sqliteTransaction<T>(db: Pick<SqliteDatabase, 'exec'>, run: (() => T) & Synchronous<T>): T;

// @sallyport/core/testing

/** Time that passes when a test says so. */
export interface ManualTime {
    readonly clock: Clock;
    readonly monotonic: MonotonicClock;
    readonly timers: Timers;
    /** Lets time pass; what falls due runs in order, each at its own time. */
    advance(ms: number): void;
    /** Steps the clock, forwards or backwards, without time passing: monotonic time and timers stay. */
    step(ms: number): void;
}

/**
 * Time for tests.
 *
 * @param start - The clock's first reading. @default 0
 */
export declare function manualTime(start?: number): ManualTime;

/** An audit sink that keeps what it was told. */
export interface AuditRecorder extends AuditSink {
    /** In the order recorded. */
    readonly events: readonly AuditEvent[];
}

/**
 * An audit sink for tests.
 */
export declare function recordAudit(): AuditRecorder;

/** A metrics sink that remembers everything exactly. */
export interface MetricsRecorder extends MetricsSink, MetricsReader {
    /** A counter's or gauge's value, or a histogram's count: over all series that carry these labels. 0 when nothing was measured. */
    value<L extends Labels>(metric: MetricDefinition<L>, labels?: Partial<L>): number;
}

/** A metrics sink for tests: no limits, no expiry. */
export declare function recordMetrics(): MetricsRecorder;

/** What a test says of its request; the rest is unremarkable. */
export interface TestRequestInit {
    /** @default 'test-request' */
    readonly id?: string;
    /** @default 'GET', or 'POST' with a body */
    readonly method?: string;
    /** @default '/' */
    readonly url?: string;
    readonly route?: string;
    readonly params?: Readonly<Record<string, string>>;
    /** @default '127.0.0.1' */
    readonly peer?: string | undefined;
    /** @default the peer */
    readonly ip?: string | undefined;
    /** Any case; a list is a header sent several times. */
    readonly headers?: Readonly<Record<string, string | readonly string[]>>;
    /** Text, bytes, or the denial that reading it comes to. @default empty */
    readonly body?: string | Uint8Array | Denied<BodyDenial>;
    /** @default 1 MiB */
    readonly bodyLimit?: number;
}

/**
 * A request for a test of guards: no server, no framework.
 */
export declare function testRequest(init?: TestRequestInit): GuardRequest;

// exported nowhere, but spoken of above

type Answer<G> = G extends (...args: never[]) => infer A ? Awaited<A> : never;

/** A proof of the same name twice would silently replace the first, so its guard does not compile. */
type Checked<G extends readonly unknown[], Known = Nothing> = number extends G['length'] ? unknown : G extends readonly [infer Head, ...infer Tail] ? [Fresh<Known, Head>, ...Listed<Checked<Tail, Known & ProofOf<Head>>>] : [];

type SumOf<G extends readonly unknown[], Sum = unknown> = G extends readonly [
    infer Head,
    ...infer Tail
] ? SumOf<Tail, Sum & ProofOf<Head>> : unknown extends Sum ? Nothing : Flat<Sum>;

type StillNeeded<G extends readonly unknown[], Known = Nothing, Need = Nothing> = number extends G['length'] ? NeedOf<G[number]> : G extends readonly [infer Head, ...infer Tail] ? StillNeeded<Tail, Known & ProofOf<Head>, Need & Unmet<NeedOf<Head>, Known>> : Flat<Need>;

type AllNeeds<G extends readonly unknown[], Need = Nothing> = G extends readonly [
    infer Head,
    ...infer Tail
] ? AllNeeds<Tail, Need & NeedOf<Head>> : Flat<Need>;

interface MetricShape extends Omit<MetricDefinition, 'labels'> {
    readonly labels?: Readonly<Record<string, readonly string[] | 'open'>>;
}

type LabelsOf<S> = S extends {
    readonly labels: infer D;
} ? {
    readonly [K in keyof D]: D[K] extends readonly (infer V extends string)[] ? V : string;
} : {
    readonly [name: string]: never;
};

/** Shared by every copy of this module, so that what the ESM copy makes the CommonJS copy knows. */
declare const brand: unique symbol;

/** Nothing fits `never`; a function that only throws still fits. */
type Synchronous<T> = true extends (T extends PromiseLike<unknown> ? true : false) ? never : unknown;

type Fresh<Known, G> = Extract<KeyOfAny<Known>, KeyOfAny<ProofOf<G>>> extends infer K extends string ? [K] extends [never] ? G : `"${K}" is already proved by an earlier guard` : G;

type Listed<L> = L extends readonly unknown[] ? L : [];

/** Written out as one object, for hovers. */
export type Flat<T> = {
    [K in keyof T]: T[K];
} & {};

type Unmet<Need, Known> = {
    [K in keyof Need as [Known] extends [{
        [P in K]: Need[K];
    }] ? never : K]: Need[K];
};

type KeyOfAny<T> = T extends unknown ? keyof T : never;
