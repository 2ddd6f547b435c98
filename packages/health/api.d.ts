// The public surface of @sallyport/health, by entry point.

// @sallyport/health

/** What the health of a service records. */
export declare const healthEvents: Readonly<Record<'changed', AuditEventType>>;

/** What the health of a service is measured by. */
export declare const healthMetrics: {
    readonly status: Measured;
    readonly dependency: MeasuredOfEach;
    readonly duration: MeasuredOfEach;
    readonly uptime: Measured;
};

/** What a check's failure means, and how the check is asked. */
export interface CheckOptions extends Partial<Thresholds> {
    /** Whether the service is down without it; else it is degraded. @default true */
    readonly critical?: boolean;
    /** How long an answer is waited for. @default 500 */
    readonly timeoutMs?: number;
    /** How long an answer holds, so that many probes ask once. @default 1_000 */
    readonly cacheMs?: number;
    /** Asks on its own, so often, give or take a tenth; probes then never wait. @default only when probed */
    readonly everyMs?: number;
    /** Failures in a row before it is down. @default 1 */
    readonly failures?: number;
    /** Successes in a row before it is up again. @default 1 */
    readonly successes?: number;
    /** What it belongs to: `ready`, `startup`, and names of your own. @default ['ready'] */
    readonly groups?: readonly string[];
    /** For the report. @default none */
    readonly tags?: readonly string[];
}

/**
 * Lets everything through, and while the service drains asks clients to close the connection, so that
 * they come back by another: a balancer that keeps one open never looks at readiness.
 */
export declare function closeWhenDraining(health: Pick<Health, 'isDraining'>): Guard<Nothing, never>;

/**
 * How a service is, of the checks of what it depends on.
 */
export declare function createHealth(options?: HealthOptions): Health;

/** How it ended. */
export interface Drained {
    /** Requests that were still in flight. */
    readonly inFlight: number;
    /** What could not be closed, or not in time. */
    readonly failed: readonly string[];
}

/** How a service ends. */
export interface DrainOptions {
    /** How long requests are still taken after readiness has said no: until balancers have noticed. @default 5_000 */
    readonly delayMs?: number;
    /** How long requests in flight are waited for after that, and then each thing that is closed. @default 20_000 */
    readonly timeoutMs?: number;
}

/** When to drain, and how. */
export interface DrainOnSignalOptions extends DrainOptions {
    /** @default ['SIGTERM', 'SIGINT'] */
    readonly signals?: readonly DrainSignal[];
    /** @default Node's own */
    readonly process?: SignalSource;
}

/** A signal that asks a process to end. */
export type DrainSignal = 'SIGTERM' | 'SIGINT' | 'SIGHUP' | 'SIGQUIT' | 'SIGUSR2';

/**
 * Drains when the process is asked to end, then ends it: with 0 when nothing was left, else with 1. Asked a
 * second time it ends at once, with 1.
 *
 * @returns how to listen no more.
 */
export declare function drainOnSignal(health: Pick<Health, 'drain'>, options?: DrainOnSignalOptions): () => void;

/** What of Node's `process` is needed. */
export interface SignalSource {
    on(signal: DrainSignal, listener: () => void): unknown;
    off(signal: DrainSignal, listener: () => void): unknown;
    exit(code: number): unknown;
}

/**
 * How all checks are, of whatever group, for people and dashboards: not for probes.
 */
export declare function aggregateEndpoint(health: Health, options?: HealthEndpointOptions): Endpoint;

/** What is answered, and to whom more. */
export interface HealthEndpointOptions {
    /** The contract that whoever asks expects. @default dependenciesFormat */
    readonly format?: HealthFormat;
    /** Who sees messages, details and versions. Everybody else sees names and statuses. @default nobody */
    readonly viewer?: Guard<object>;
    /** For how long the viewer guard is waited for; a probe must be answered. @default 500 */
    readonly viewerTimeoutMs?: number;
    readonly timers?: Timers;
}

/**
 * That the process runs: always 200. Asks nothing and nobody, for a service that is restarted because its
 * database is down makes it worse.
 */
export declare function livenessEndpoint(health: Health, options?: Pick<HealthEndpointOptions, 'format'>): Endpoint;

/** Whether requests should come: 200 up or degraded, 503 down or draining. */
export declare function readinessEndpoint(health: Health, options?: HealthEndpointOptions): Endpoint;

/** Whether the service has begun: 503 until each critical check was up once, then 200 for good. */
export declare function startupEndpoint(health: Health, options?: HealthEndpointOptions): Endpoint;

/**
 * Spring Boot Actuator's: `UP`, `DOWN`, `OUT_OF_SERVICE` while draining or starting, `UNKNOWN` for what was
 * not heard of. It has no word for degraded: the service is `UP` then, and what it can do without is `DOWN`.
 */
export declare const actuatorFormat: HealthFormat;

/** `{ status: 'ok' | 'degraded' | 'error', service, timestamp, checks: { name: { status, detail } } }`. */
export declare const checksFormat: HealthFormat;

/**
 * `{ status: 'healthy' | 'degraded' | 'unhealthy', timestamp, dependencies: { name: { status, message } } }`;
 * where there are no checks, as for liveness, `uptime_seconds` stands in the place of `dependencies`.
 */
export declare const dependenciesFormat: HealthFormat;

/** A report as it is sent. */
export interface FormattedHealth {
    readonly contentType: string;
    readonly body: Json;
}

/**
 * Writes a report as somebody's contract has it.
 *
 * @param detailed - Whether messages, details and versions may be shown. Else names and statuses alone are.
 */
export type HealthFormat = (report: HealthReport, detailed: boolean) => FormattedHealth;

/**
 * `application/health+json`, as draft-inadarei-api-health-check-06 has it: `pass`, `warn`, `fail`. Call a
 * check `cassandra:responseTime`, and let its detail say `observedValue`, `observedUnit` and `componentType`,
 * where a tool reads them.
 */
export declare const healthJsonFormat: HealthFormat;

/** How a service is: what it says when it is asked, and what it does when it ends. */
export interface Health {
    /** That the process runs. Asks nothing and nobody, up to the end. */
    live(): HealthReport;
    /** Whether requests should come: within the overall timeout, whatever the checks do. */
    ready(): HealthReport | Promise<HealthReport>;
    /** Whether the service has begun: each critical check was up once. */
    startup(): Promise<HealthReport>;
    /** How the checks of a group are. */
    group(name: string): HealthReport | Promise<HealthReport>;
    /** How all checks are, of whatever group. */
    all(): Promise<HealthReport>;
    /** Adds a check. Gives the way to remove it. */
    register(name: string, check: Check, options?: CheckOptions): () => void;
    /**
     * Ends well: readiness says no, requests in flight are waited for, and what was left to
     * {@link Health.atEnd} is closed. Calling it again gives the same promise, which never rejects.
     */
    drain(options?: DrainOptions): Promise<Drained>;
    /** Closes something when the service has drained, the last given first. */
    atEnd(name: string, close: () => unknown): void;
    /** Told when the status of the service or of a check has changed, or draining begins. Gives the way to stop. */
    onChange(listener: (now: HealthReport, before: HealthReport) => void): () => void;
    /** Counts requests in flight: give it to the adapter. */
    readonly inFlight: Observer;
    readonly isDraining: boolean;
    /** Stops asking. What was known is still reported. */
    close(): void;
}

/** What a service is asked for, and how. */
export interface HealthOptions {
    /** Its name, for the report. */
    readonly service?: string;
    readonly version?: string;
    /** What it depends on, by name. @default nothing */
    readonly checks?: Readonly<Record<string, Check | (CheckOptions & {
        readonly check: Check;
    })>>;
    /** How long after its beginning what is down counts as degraded. @default 30_000 */
    readonly startupGraceMs?: number;
    /** Within which every probe is answered: Kubernetes waits a second. @default 800 */
    readonly overallTimeoutMs?: number;
    /** @default measures nothing */
    readonly metrics?: MetricsSink;
    /** Records every change. @default records nothing */
    readonly audit?: AuditSink;
    /** Hears what a listener, a sink or a close threw. @default prints to stderr */
    readonly onError?: (error: unknown) => void;
    readonly clock?: Clock;
    readonly monotonic?: MonotonicClock;
    readonly timers?: Timers;
    readonly random?: Random;
}

/** How often in a row something must be heard to be believed. */
export interface Thresholds {
    /** Failures before it is down. */
    readonly failures: number;
    /** Successes before it is up again. */
    readonly successes: number;
}

/** How one of the things is that a service depends on. */
export interface CheckReport {
    readonly name: string;
    readonly status: HealthStatus;
    readonly cause?: HealthCause;
    /** Whether the service is down without it. */
    readonly critical: boolean;
    /** One sentence for the operator: no stack, no password. */
    readonly message?: string;
    readonly detail?: Json;
    /** When it was last heard of, in milliseconds since the epoch. */
    readonly at?: number;
    /** How long it took to answer, or was waited for. */
    readonly durationMs?: number;
    readonly tags: readonly string[];
}

/** How a service is: the worst of what it depends on. */
export interface HealthReport {
    readonly status: HealthStatus;
    readonly cause?: HealthCause;
    readonly service?: string;
    readonly version?: string;
    /** Milliseconds since the epoch. */
    readonly at: number;
    readonly uptimeMs: number;
    readonly checks: readonly CheckReport[];
    /** The groups there are, where all checks are reported. */
    readonly groups?: readonly string[];
}

/**
 * Why a status is another than what was last heard would make it.
 *
 * - `grace`: it is down, and the service has only just begun.
 * - `noncritical`: it is down, and the service can do without.
 * - `hysteresis`: it changed, and not yet often enough to be believed.
 * - `stale`: it was not heard of for too long.
 * - `starting`: it was not heard of yet.
 * - `draining`: the service is about to end.
 */
export type HealthCause = 'grace' | 'noncritical' | 'hysteresis' | 'stale' | 'starting' | 'draining';

/** How something is. */
export type HealthStatus = 'up' | 'degraded' | 'down';

/** The worse of the two. */
export declare const worse: (one: HealthStatus, other: HealthStatus) => HealthStatus;

// @sallyport/health/checks

/** What is needed of a channel of amqplib. */
export interface AmqpChannel {
    checkExchange(exchange: string): Promise<unknown>;
}

/**
 * Whether an AMQP broker answers on a channel of its own: one that asks for an exchange that is not there is
 * closed by the broker.
 *
 * @param exchange - One that is there. Every RabbitMQ has `amq.direct`.
 */
export declare function amqpCheck(channel: AmqpChannel, exchange?: string): Check;

/** What is needed of a connection of NATS. */
export interface NatsConnection {
    isClosed(): boolean;
    /** Waits for the server to have seen everything that was sent. */
    flush(): Promise<void>;
}

/**
 * Whether a NATS server answers.
 */
export declare function natsCheck(connection: NatsConnection): Check;

/** How long a certificate must still hold. */
export interface CertificateCheckOptions {
    /** With fewer days left it is degraded. @default 21 */
    readonly warnDays?: number;
    /** With fewer days left it is not well. @default 2 */
    readonly failDays?: number;
    readonly clock?: Clock;
}

/** Where a certificate is: its text, what reads it, or a server that shows it. */
export type CertificateSource = string | (() => string | Promise<string>) | TlsServer;

/**
 * Whether a certificate still holds, for long enough to get another. Only its dates are looked at: whether
 * it is trusted is for those who connect. Ask seldom: `everyMs: 3_600_000`.
 */
export declare function certificateCheck(source: CertificateSource, options?: CertificateCheckOptions): Check;

/** A server that shows its certificate. */
export interface TlsServer {
    readonly host: string;
    /** @default 443 */
    readonly port?: number;
    /** Whose certificate is asked for. @default the host, where that is a name */
    readonly servername?: string;
}

/** How much of a disk must be free. */
export interface DiskCheckOptions {
    /** Below it, it does not work. @default 0.05 */
    readonly minFreeRatio?: number;
    /** Below it, it works but not well. @default 0.1 */
    readonly warnFreeRatio?: number;
    /** @default Node's own */
    readonly statfs?: (path: string) => Promise<DiskSpace>;
}

/** What is read of a file system. */
export interface DiskSpace {
    readonly bsize: number;
    readonly blocks: number;
    /** Free for whoever is not the superuser. */
    readonly bavail: number;
}

/**
 * Whether there is room on the disk that holds `path`.
 */
export declare function diskCheck(path: string, options?: DiskCheckOptions): Check;

/** What is read of the event loop, since it was read last, or the time before. */
export interface EventLoop {
    read(): {
        readonly delayMs: number;
        readonly utilisation: number;
    };
    close(): void;
}

/** A check that measures until it is closed. */
export interface EventLoopCheck extends Check {
    close(): void;
}

/** How busy the event loop may be. */
export interface EventLoopCheckOptions {
    /** The longest it may keep something waiting. @default 1_000 */
    readonly maxDelayMs?: number;
    /** The share of the time it may work, from 0 to 1. @default 0.98 */
    readonly maxUtilisation?: number;
    /** @default the process's */
    readonly loop?: EventLoop;
}

/**
 * Whether the event loop keeps up, since it was asked last, or the time before. How busy it is, it says of a
 * second or more.
 */
export declare function eventLoopCheck(options?: EventLoopCheckOptions): EventLoopCheck;

/** How an address is asked, and what is expected of it. */
export interface HttpCheckOptions {
    /** @default 'GET' */
    readonly method?: string;
    readonly headers?: Readonly<Record<string, string>>;
    /** Whether a status is the right one. @default 200 to 299 */
    readonly expect?: (status: number) => boolean;
    /** From then on it works, but not well. @default never */
    readonly slowMs?: number;
    /** From then on it does not work. @default when the check's timeout is due */
    readonly tooSlowMs?: number;
    /** @default the platform's */
    readonly fetch?: (url: string, init: RequestInit) => Promise<Pick<Response, 'status' | 'body'>>;
    readonly monotonic?: MonotonicClock;
}

/**
 * Whether an address answers as it should, and soon: a webhook of n8n, an API. A redirect is not followed, for
 * a page to log in at is no health. Neither the address nor the body is ever shown.
 */
export declare function httpCheck(url: string | URL, options?: HttpCheckOptions): Check;

/** How much memory the process may take. */
export interface MemoryCheckOptions {
    /** Of the heap that V8 may grow to. @default 0.95 */
    readonly maxHeapRatio?: number;
    /** @default any */
    readonly maxRssBytes?: number;
    /** @default the process's */
    readonly usage?: () => MemoryUse;
}

/** What is read of the process, in bytes. */
export interface MemoryUse {
    readonly heapUsed: number;
    readonly heapLimit: number;
    readonly rss: number;
}

/**
 * Whether the process has memory left. For readiness: it takes no more work, and recovers or does not.
 */
export declare function memoryCheck(options?: MemoryCheckOptions): Check;

/**
 * Whether Postgres answers a statement, over the pool that requests use: a pool with no connection left
 * is found, too.
 */
export declare function postgresCheck(pool: Pick<PostgresQueries, 'query'>): Check;

/**
 * Whether Redis answers a PING. Give it a client that refuses commands while the server is away, or a check
 * that waits in its queue is only heard of when its timeout is due.
 */
export declare function redisCheck(client: Pick<RedisClient, 'command'>): Check;

// exported nowhere, but spoken of above

type Measured = MetricDefinition<{
    readonly [name: string]: never;
}>;

type MeasuredOfEach = MetricDefinition<{
    readonly dependency: string;
}>;
