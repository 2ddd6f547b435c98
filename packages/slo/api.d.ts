// The public surface of @sallyport/slo, by entry point.

// @sallyport/slo

/**
 * `google`: the four rows of the Site Reliability Workbook. `pyrra`: Pyrra's, whose windows grow and
 * shrink with the period. Or rows of one's own; `false` for none.
 */
export type AlertPlan = 'google' | 'pyrra' | readonly AlertRowOptions[] | false;

/** One row of a multiwindow alert: fires when both windows burn faster than its factor. */
export interface AlertRow {
    readonly severity: 'page' | 'ticket';
    readonly longMs: number;
    readonly shortMs: number;
    /** How many times as fast as the budget allows, exactly: 14.4 is 72/5. */
    readonly factor: Fraction;
}

/**
 * A row as it is written: a factor, or the share of a whole period's budget that the long window may burn.
 */
export type AlertRowOptions = {
    readonly severity: 'page' | 'ticket';
    readonly long: Duration;
    readonly short: Duration;
} & ({
    readonly factor: number;
    readonly budgetPercent?: never;
} | {
    readonly budgetPercent: number;
    readonly factor?: never;
});

/** What alerts are called, and what they say. Rules have it; an evaluation does not need it. */
export interface Alerting extends AlertTexts {
    /** @default the service and the name in one word, with `BudgetBurn` */
    readonly name?: string;
    /** Those that page; `false`: there are none, though their windows are still recorded. */
    readonly page?: AlertTexts | false;
    /** Those that write a ticket; `false`: there are none. */
    readonly ticket?: AlertTexts | false;
}

/** Labels and annotations of one severity's alerts, over those of all. */
export interface AlertTexts {
    readonly labels?: Texts;
    readonly annotations?: Texts;
}

/**
 * {@link gate}, for a program that goes no further when it fails.
 *
 * @throws SloGateError with the result.
 */
export declare function assertSlos(evaluations: readonly Judged[], options?: GateOptions): GateResult;

/** A gate that failed, as an error. */
export declare class SloGateError extends Error {
    readonly code: 'ERR_SLO_GATE';
    readonly result: GateResult;
    constructor(result: GateResult);
}

/** What a calendar repeats. A week begins on Monday. */
export type CalendarUnit = 'day' | 'week' | 'month' | 'quarter' | 'year';

/** What objectives record. */
export declare const sloEvents: Readonly<Record<'changed', AuditEventType>>;

/** What objectives are shown by. */
export declare const sloMetrics: {
    readonly known: MetricDefinition<{
        readonly slo: string;
    }>;
    readonly budgetRemaining: MetricDefinition<{
        readonly slo: string;
    }>;
    readonly burnRate: MetricDefinition<{
        readonly slo: string;
        readonly window: string;
    }>;
};

/**
 * An objective, checked: what contradicts itself throws here, when the program starts.
 */
export declare function defineSlo(options: SloOptions): Slo;

/** An objective as it is written. */
export interface SloOptions {
    /** Letters, digits, `-`, `_` and `.`, as in `name`. */
    readonly service: string;
    readonly name: string;
    readonly description?: string;
    /** For the rules; not for counting. @default none */
    readonly labels?: Readonly<Record<string, string>>;
    /** In percent, exactly: `'99.9'`. Of a number its shortest decimal is meant. */
    readonly objective: string | number;
    readonly period: PeriodOptions;
    readonly sli: Sli;
    /** A slice is good when at least `target` percent of its events are. @default 'events' */
    readonly budgeting?: 'events' | {
        readonly slices: Duration;
        readonly target: string | number;
    };
    /** @default 'met' */
    readonly atObjective?: Slo['atObjective'];
    /** @default 'unknown' */
    readonly noTraffic?: Slo['noTraffic'];
    /** @default 'unknown' */
    readonly missing?: Slo['missing'];
    /** @default 1 */
    readonly minEvents?: number;
    /** @default 1 */
    readonly minBad?: number;
    /** @default 'warning' */
    readonly severity?: Slo['severity'];
    /** @default 'google' for periods of 28 days and more, for which it was made; else none */
    readonly alerts?: AlertPlan;
    /** What the alerts of its rules are called, and say. @default {} */
    readonly alerting?: Alerting;
    /** @default none */
    readonly budgetPolicy?: readonly BudgetStep[];
}

/** A duration as it is written: `30d`, `5m`. */
export type Duration = `${number}${'s' | 'm' | 'h' | 'd' | 'w'}`;

/** Milliseconds as a duration, in the largest unit that says it: `30d`, `90m`. Weeks stay days, as Sloth writes them. */
export declare function formatDuration(ms: number): string;

/** Milliseconds of a duration; undefined for what is none. */
export declare function parseDuration(given: string): number | undefined;

/** How {@link evaluate} asks. */
export interface EvaluateOptions {
    /** @default the source's, else the machine's */
    readonly clock?: Clock;
    /** Nobody waits any more: what has not answered by then is unknown. */
    readonly signal?: AbortSignal;
    /** How long answers are waited for, all together. @default 10_000 */
    readonly timeoutMs?: number;
    readonly timers?: Timers;
}

/**
 * How objectives stand, now. Composites are made of the others in the same list. Rejects for a list that
 * contradicts itself, and for nothing else: a source that fails makes an objective unknown.
 */
export declare function evaluate(slos: readonly Slo[], source: Source, { clock, signal, timeoutMs, timers, }?: EvaluateOptions): Promise<Evaluation[]>;

/** One alert row, and why it is silent where its burn alone would have fired it. */
export interface AlertState {
    readonly row: AlertRow;
    readonly isFiring: boolean;
    /** `no_data`: whether it would have cannot be told. */
    readonly suppressed: 'few_bad_events' | 'few_events' | 'no_data' | undefined;
}

/** How an objective stands. */
export interface Evaluation {
    readonly slo: Slo;
    /** `at_risk`: met so far, and an alert fires. */
    readonly state: 'met' | 'at_risk' | 'breached' | 'unknown';
    /** Why nothing is known, also where `noTraffic` or `missing` says what that means. */
    readonly reason: UnknownReason | undefined;
    /** What the source said about it. */
    readonly message: string | undefined;
    readonly good: number;
    readonly bad: number;
    readonly total: number;
    /** Good of total, for reading: decisions were made by multiplication. */
    readonly ratio: number | undefined;
    readonly budget: {
        /** Bad events that the period may have. */
        readonly allowed: number;
        readonly spent: number;
        /** Below zero when it is overspent. */
        readonly remaining: number;
        /** Of the budget: 1 is untouched, below 0 overspent; undefined without events. */
        readonly remainingRatio: number | undefined;
    };
    /** What of the budget policy is due, the least spent first: none where nothing is known. */
    readonly steps: readonly BudgetStep[];
    /** Of each window of the alerts, shortest first: 1 spends the budget exactly; undefined without events. */
    readonly burns: readonly {
        readonly windowMs: number;
        readonly rate: number | undefined;
    }[];
    /**
     * When the budget is spent at the pace of the fastest alert's long window, for a period with as much
     * traffic as there was; undefined when that does not happen: in a rolling period, what takes longer than
     * the period is forgotten before; a calendar period may end first.
     */
    readonly exhaustedAt: number | undefined;
    readonly alerts: readonly AlertState[];
    readonly percentiles: Percentiles | undefined;
    readonly asked: Span;
    /** What the counts are of; undefined when there are none. */
    readonly covered: Span | undefined;
    /** Of that, for how long nobody counted. */
    readonly missingMs: number;
}

/**
 * An evaluation as JSON. It says how things stand, and nothing of how that was found out: no query, no
 * address, no message of a source, for those may carry secrets.
 */
export declare function evaluationJson(evaluation: Evaluation): Readonly<Record<string, Json>>;

/** A number, exactly. The denominator is above zero. */
export interface Fraction {
    readonly numerator: bigint;
    readonly denominator: bigint;
}

/** The nearest number, for reading: nothing is decided by it. */
export declare function toNumber({ numerator, denominator }: Fraction): number;

/** What a gate demands. */
export interface GateOptions {
    /** Which share of the objectives must hold, in percent, exactly. @default '100%' */
    readonly minSuccessRate?: string | number;
    /** An objective of which nothing is known: fails, is left out of the count, or counts as held. @default 'fail' */
    readonly unknown?: 'fail' | 'skip' | 'pass';
    /** A critical one that fails, fails the gate, however many others hold. @default true */
    readonly criticalAlwaysFails?: boolean;
}

/** Why a gate failed. */
export type GateReason = 'no_objectives' | 'no_data' | 'critical_failure' | 'success_rate';

/** What a gate decided, as plain data. */
export interface GateResult {
    readonly overallPass: boolean;
    /** 0 passed; 1 failed; 2 failed, and all that is against it is that nobody answered. */
    readonly exitCode: 0 | 1 | 2;
    readonly reasons: readonly GateReason[];
    readonly passed: number;
    /** How many would have had to. */
    readonly needed: number;
    readonly counted: number;
    readonly failedSlos: readonly string[];
    readonly criticalFailures: readonly string[];
    readonly unknownSlos: readonly string[];
    /** In the order given. */
    readonly sloResults: readonly SloResult[];
}

/**
 * Whether a release may go on. Objectives are counted and compared as integers. No objectives, and
 * objectives that have not seen a single event, are a failed gate.
 *
 * @throws TypeError or RangeError for options that are none, and for two objectives of one name.
 */
export declare function gate(evaluations: readonly Judged[], { minSuccessRate, unknown, criticalAlwaysFails }?: GateOptions): GateResult;

/** What a gate looks at: an `Evaluation`, or what `evaluationJson` wrote of one. */
export interface Judged {
    readonly slo: {
        readonly id: string;
        readonly severity: 'info' | 'warning' | 'critical';
        readonly objective: {
            readonly percent: string;
        };
    };
    readonly state: 'met' | 'at_risk' | 'breached' | 'unknown';
    readonly reason?: UnknownReason | undefined;
    readonly message?: string | undefined;
    readonly good: number;
    readonly total: number;
}

/** One objective as a gate saw it. */
export interface SloResult {
    readonly slo: string;
    readonly severity: Judged['slo']['severity'];
    readonly state: Judged['state'];
    readonly outcome: 'passed' | 'failed' | 'skipped';
    readonly achieved: boolean;
    /** Percent of the events that were good; undefined without events. For reading. */
    readonly value: number | undefined;
    /** In percent too, as it was written. */
    readonly target: string;
    readonly sampleSize: number;
    /** One sentence. */
    readonly details: string;
}

/**
 * What this process has recorded. An objective of kind `check` is asked here, and its answer recorded.
 */
export declare function memorySource(recorders: Iterable<Recorder>): Source;

/** An objective, exactly: `99.9` is 999/1000. Decisions multiply; nothing divides. */
export interface Objective extends Fraction {
    /** As it was written, without needless zeros: `99.9`. */
    readonly percent: string;
}

/**
 * Reads an objective in percent: `'99.9'`, `'99.9%'`, or a number, whose shortest decimal is meant. 100
 * is allowed. What is not above 1 was probably meant as a share, and is refused.
 */
export declare function parseObjective(given: string | number): Objective;

/** The time an objective is for. Milliseconds, or calendar periods of a time zone. */
export type Period = {
    readonly rollingMs: number;
} | {
    readonly calendar: CalendarUnit;
    readonly timeZone: string;
};

/** A period as it is written: `30d`, or a calendar's in an IANA time zone. */
export type PeriodOptions = Duration | {
    readonly calendar: CalendarUnit;
    readonly timeZone: string;
};

/** How long a period is; of a calendar's, how long it usually is. */
export declare function periodMs(period: Period): number;

/** The part of the period that is over by `now`. */
export declare function periodSpan(period: Period, now: number): Span;

/** A source that reads metrics, and remembers what it read. */
export interface ReaderSource extends Source {
    /**
     * Reads once. Call it regularly, whenever metrics are collected: what happened between two readings
     * counts as of the second. Evaluating reads too.
     */
    read(): void;
}

/** What {@link readerSource} may be told. */
export interface ReaderSourceOptions {
    /** @default the machine's, made steady */
    readonly clock?: Clock;
}

/**
 * Counts by metrics that are measured anyway: of the objectives of kind `ratio` and `latency` that say which.
 * What was measured before it was made is left out; a series that began again counts from zero.
 */
export declare function readerSource(slos: Iterable<Slo>, reader: MetricsReader, { clock }?: ReaderSourceOptions): ReaderSource;

/** What {@link recordRequests} counts, and how. */
export interface RecordRequestsOptions {
    /**
     * Whether a request was good; undefined leaves it out.
     *
     * @default a status below 500 is good; one that the client left counts by what it would have been
     */
    readonly judge?: (end: RequestEnd) => boolean | undefined;
    /** For durations. */
    readonly monotonic?: MonotonicClock;
    /** For when it ended. @default the first recorder's */
    readonly clock?: Clock;
}

/**
 * Counts each request for each of these. For an objective of kind `latency` a good request counts by its
 * duration, and a bad one as bad, however quickly it failed.
 */
export declare function recordRequests(recorders: readonly Recorder[], { judge, monotonic, clock, }?: RecordRequestsOptions): Observer;

/** Counts the events of one objective, in memory that does not grow. */
export interface Recorder {
    readonly slo: Slo;
    /** The time it counts by. */
    readonly clock: Clock;
    /**
     * Counts an event.
     *
     * @param at - When it happened, by the recorder's clock; now, if it is left out. Reading the clock costs
     * several times what counting does: who has several recorders reads it once.
     */
    record(isGood: boolean, at?: number): void;
    /** Counts a duration, good or bad by the objective: of kind `latency` alone. */
    observe(seconds: number, at?: number): void;
    /** What was counted in a span, rounded outwards to slices, as `covered` says. */
    counts(span: Span): Counts;
    /** Undefined where nothing was observed. */
    percentiles(span: Span): Percentiles | undefined;
    /** How many events were told of when all windows that they belong to were over: they count nowhere. */
    late(): number;
    /** All it knows, as JSON. */
    snapshot(): Snapshot;
}

/** What {@link recorder} may be told. */
export interface RecorderOptions {
    /** What an earlier process knew, or several workers: the budget goes on from there. @default nothing */
    readonly from?: Snapshot;
    /** @default the machine's, made steady: a step backwards does nothing to it */
    readonly clock?: Clock | SteadyClock;
    /** Since when it counts, where that was before it was made. @default now */
    readonly since?: number;
}

/**
 * Counts the events of an objective in sliding windows: 30 days in less than 100 KB, without a timer, and
 * without an allocation for an event.
 */
export declare function recorder(slo: Slo, { from, clock, since }?: RecorderOptions): Recorder;

/** What is counted: series of a metric, or a query. */
export type Counted = Selection | Query;

/** Events per second, as PromQL with `{{window}}` where its range stands. Prometheus alone can answer it. */
export interface Query {
    readonly promql: string;
}

/** Series of one metric: all that have these labels. Read by a `MetricsReader` and by Prometheus alike. */
export interface Selection {
    /** A counter, or the histogram whose observations are counted. A text is a name in Prometheus alone. */
    readonly metric: MetricDefinition | string;
    readonly where?: Readonly<Record<string, string | readonly string[]>>;
    readonly except?: Readonly<Record<string, string | readonly string[]>>;
}

/** What is judged. What a process records itself needs no selections: `{ kind: 'ratio' }`, `{ kind: 'latency', underSeconds: 2 }`. */
export type Sli = {
    readonly kind: 'ratio';
    /** One of `good` and `bad`, with `total`. */
    readonly good?: Counted;
    readonly bad?: Counted;
    readonly total?: Counted;
} | {
    readonly kind: 'latency';
    /**
     * Good is what took less than this. From a histogram it must be the bound of a bucket, and what took
     * exactly so long is good there, because a bucket includes its bound.
     */
    readonly underSeconds: number;
    readonly histogram?: Selection;
} | {
    readonly kind: 'threshold';
    readonly query: string;
    readonly op: 'lt' | 'lte' | 'gt' | 'gte';
    readonly value: number;
}
/** Asked whenever it is evaluated; each answer is an event. */
 | {
    readonly kind: 'check';
    readonly check: Check;
}
/** PromQL for the share of bad ones, with `{{window}}` where its range stands. */
 | {
    readonly kind: 'raw';
    readonly errorRatio: string;
} | {
    readonly kind: 'composite';
    /** By `service/name`; a weight is a whole number, 1 if it is left out. */
    readonly of: readonly {
        readonly slo: string;
        readonly weight?: number;
    }[];
    /** `weighted`: the weighted mean of the shares. Else a slice is bad when any, or all, of them are bad in it. */
    readonly combine: 'weighted' | 'any-bad' | 'all-bad';
};

/** How events become a share. */
export type Budgeting = {
    readonly by: 'events';
}
/** A slice is good when at least this share of its events is. */
 | {
    readonly by: 'slices';
    readonly sliceMs: number;
    readonly target: Objective;
};

/** What is done when this much of the budget is spent. */
export interface BudgetStep {
    /** Percent of the budget, exactly: `75` */
    readonly spentPercent: number;
    readonly action: string;
}

/** A checked objective: what `defineSlo` makes, frozen. Everything else takes it as plain data. */
export interface Slo {
    /** `service/name`: unique in one set. */
    readonly id: string;
    readonly service: string;
    readonly name: string;
    readonly description: string | undefined;
    readonly labels: Readonly<Record<string, string>>;
    readonly objective: Objective;
    readonly period: Period;
    readonly budgeting: Budgeting;
    readonly sli: Sli;
    /** What exactly as many good ones as the objective says are: `breached` for "less than 5 % bad". @default 'met' */
    readonly atObjective: 'met' | 'breached';
    /** What a period without events is; a window without events burns nothing. @default 'unknown' */
    readonly noTraffic: 'unknown' | 'good' | 'bad';
    /** What a source that cannot answer is. @default 'unknown' */
    readonly missing: 'unknown' | 'good' | 'bad';
    /** Fewer events than this say nothing, in the period and in an alert's long window. @default 1 */
    readonly minEvents: number;
    /** Fewer bad events than this in an alert's long window alert nobody. @default 1 */
    readonly minBad: number;
    /** A critical one that fails cannot be outvoted in a gate. @default 'warning' */
    readonly severity: 'info' | 'warning' | 'critical';
    readonly alerts: readonly AlertRow[];
    readonly alerting: Alerting;
    readonly budgetPolicy: readonly BudgetStep[];
}

/** When a check of objectives is not ok. */
export interface SloCheckOptions extends WatchOptions {
    /**
     * `never`: degraded is the worst. `critical`: not ok when a critical objective is breached. An instance
     * that is taken out because all of them fail makes it worse: not for readiness. @default 'never'
     */
    readonly downWhenBreached?: 'never' | 'critical';
}

/**
 * The objectives as a check, for health or the command line: degraded while one is at risk or breached.
 * What is unknown is named, and degrades nothing: a process that has just begun knows nothing yet.
 */
export declare function sloCheck(watch: SloWatch, options?: Pick<SloCheckOptions, 'downWhenBreached'>): Check;

export declare function sloCheck(slos: readonly Slo[], source: Source, options?: SloCheckOptions): Check;

/**
 * How objectives stand, as JSON: `{ "evaluations": [ … ] }`, which `runGate` reads. Always 200, because a
 * breached objective is no failure of the endpoint. It says no more than `evaluationJson`, and yet who
 * may know how a service does is its owner's to say: guard it.
 */
export declare function sloEndpoint(watch: SloWatch): Endpoint;

export declare function sloEndpoint(slos: readonly Slo[], source: Source, options?: WatchOptions): Endpoint;

/**
 * What several workers know, as one. In any order, and in any grouping, it comes to the same.
 */
export declare function mergeSnapshots(snapshots: readonly [Snapshot, ...Snapshot[]]): Snapshot;

/** What a recorder knows, as JSON: to be kept over a restart, or to be merged with other workers'. */
export interface Snapshot {
    readonly version: 1;
    /** The objective's id. */
    readonly slo: string;
    /** When somebody counted: beginning and end, oldest first. */
    readonly heard: readonly (readonly [from: number, to: number])[];
    /** The newest event's time; null without any. */
    readonly newest: number | null;
    /** Slices that had events: number since the epoch, bad, total. */
    readonly tiers: readonly TierCounts[];
    readonly sketchMs: number;
    readonly sketches: readonly SketchCounts[];
}

/**
 * What was counted in one span: events, or, where the objective is budgeted by slices, slices. From
 * Prometheus counts are estimates and may have fractions.
 */
export type Counts = {
    readonly ok: true;
    readonly good: number;
    readonly bad: number;
    /** What was really covered: a process that has just started covers less than was asked for. */
    readonly covered: Span;
    /** Of that, for how long nobody counted: the process was down, or suspended. @default 0 */
    readonly missingMs?: number;
} | {
    readonly ok: false;
    readonly reason: UnknownReason;
    readonly message?: string;
};

/** Percentiles of durations, for reading; nothing is judged by them. */
export interface Percentiles {
    readonly values: readonly {
        readonly p: number;
        readonly seconds: number;
    }[];
    /** The largest relative error of one: 0.0078. */
    readonly error: number;
    readonly of: Span;
}

/** Who has counted. Answers once for each span, in order; never throws, never rejects. */
export interface Source {
    counts(slo: Slo, spans: readonly Span[], signal?: AbortSignal): readonly Counts[] | Promise<readonly Counts[]>;
    /** Undefined where no durations are known. */
    percentiles?(slo: Slo, span: Span): Percentiles | undefined;
    /** The time it counts by, when that is not the machine's. */
    readonly clock?: Clock;
}

/** From (exclusive) to (inclusive), in milliseconds since the epoch. */
export interface Span {
    readonly from: number;
    readonly to: number;
}

/** Why nothing can be said. Closed. */
export type UnknownReason = 'no_traffic' | 'too_few_events' | 'no_data' | 'not_a_number' | 'not_finite' | 'scalar' | 'matrix' | 'several_series' | 'unanswerable' | 'timeout' | 'unreachable' | 'too_large' | 'redirected' | 'bad_query' | 'query_failed' | 'unavailable' | 'refused' | 'malformed' | 'partial';

/** Wall time that never runs backwards. */
export interface SteadyClock extends Clock {
    /** Where it leapt forwards to catch up, oldest first: time in which nothing was counted. The last 32. */
    readonly leaps: readonly Span[];
}

/**
 * A wall clock that goes by the monotonic one from where it began: a step backwards does nothing to it. When
 * the wall clock is more than a minute ahead, it leaps there, and remembers what it left out.
 */
export declare function steadyClock(clock?: Clock, monotonic?: MonotonicClock): SteadyClock;

/** Objectives that are evaluated when somebody asks. */
export interface SloWatch {
    /** How they stand. Who asks while others wait, or shortly after, gets the same answer. */
    evaluate(): Promise<readonly Evaluation[]>;
}

/** Whom a watch tells. */
export interface WatchOptions extends Omit<EvaluateOptions, 'signal'> {
    /** For how long an evaluation is good enough for the next who asks. @default 1_000 */
    readonly freshMs?: number;
    /** Where the gauges go. @default measures nothing */
    readonly metrics?: MetricsSink;
    /** Where a change of state is recorded. @default records nothing */
    readonly audit?: AuditSink;
    /** Hears what a sink threw. @default prints to stderr */
    readonly onError?: (error: unknown) => void;
}

/**
 * Evaluates on demand, sets the gauges, and records each change of state. It has no timer: ask it from
 * whatever runs regularly anyway, such as a scrape or a probe.
 *
 * What is met or unknown at first is no news. A state that became better because a calendar period began
 * anew says so (`renewed`): that is no recovery.
 */
export declare function watchSlos(slos: readonly Slo[], source: Source, { freshMs, metrics, audit, onError, ...asking }?: WatchOptions): SloWatch;

// @sallyport/slo/presets

/** What {@link recordService} counts. */
export interface RecordServiceOptions {
    /** Whether a request is a login. */
    readonly isAuth: (request: GuardRequest) => boolean;
    /** Whether it counts at all: probes should not. @default all do */
    readonly isCounted?: (request: GuardRequest) => boolean;
    /** For durations. */
    readonly monotonic?: MonotonicClock;
    /** For when it ended. @default the first recorder's */
    readonly clock?: Clock;
}

/**
 * Counts each request for the objectives of `serviceSlos`: the good ones too, of which a rate of errors is a
 * share. One that failed with a 5xx is never quick enough.
 *
 * @throws TypeError for a recorder of another objective.
 */
export declare function recordService(recorders: readonly Recorder[], options: RecordServiceOptions): Observer;

/** The seven objectives of a service with an API, a login and an audit log. */
export type ServiceSloName = 'api-availability' | 'api-latency' | 'auth-success' | 'auth-latency' | 'error-rate-5xx' | 'error-rate-4xx' | 'audit-integrity';

/** Each by its name. */
export type ServiceSlos = Readonly<Record<ServiceSloName, Slo>>;

/** What of {@link serviceSlos} is the service's own. */
export interface ServiceSlosOptions {
    readonly service: string;
    /** Whether the audit log is whole. */
    readonly auditIntegrity: Check;
    /** For all of them. @default each its own: from 5 minutes to an hour, as suits a gate */
    readonly period?: PeriodOptions;
    /** Those that no other can outvote. @default api-availability and audit-integrity */
    readonly critical?: readonly ServiceSloName[];
    /** What counts them elsewhere than in this process. @default what `recordService` counts */
    readonly slis?: Readonly<Partial<Record<ServiceSloName, Sli>>>;
}

/**
 * Availability 99.9 %, P95 of the API below 2 s, logins 99.5 %, P95 of logins below 0.5 s, 5xx below 0.5 %, 4xx
 * below 5 %, audit integrity 100 %. Percentiles are judged by counting. Too few events are unknown.
 */
export declare function serviceSlos(options: ServiceSlosOptions): ServiceSlos;

// @sallyport/slo/prometheus

/** Which Prometheus, and how long it is waited for. */
export interface PrometheusSourceOptions {
    /** Where it is, with the path it is served below: `https://metrics.example/prometheus`. */
    readonly url: string;
    /** Sent with each query, and shown nowhere. @default none */
    readonly headers?: Readonly<Record<string, string | Secret>>;
    /** For one query. @default 5_000 */
    readonly timeoutMs?: number;
    /** A longer answer is not read to its end. @default 1 MiB */
    readonly mostBytes?: number;
    /** How many queries are under way at the same time. @default 8 */
    readonly mostAtOnce?: number;
    /** What all metrics' names begin with there, as `@sallyport/metrics` was told. @default nothing */
    readonly prefix?: string;
    /** @default the platform's */
    readonly fetch?: typeof globalThis.fetch;
    readonly timers?: Timers;
}

/**
 * What Prometheus has counted, by its HTTP API. Each way of not answering is a reason of its own, and
 * nothing here rejects. No redirect is followed: it would take the headers elsewhere.
 *
 * Counts are estimates, for `rate` extrapolates to the edges of a window: off by at most what happens in two
 * scrape intervals, and by what happened in one more for each restart of a process. What was covered cannot be
 * told: `covered` is what was asked for.
 *
 * @throws TypeError or RangeError for options that are none.
 */
export declare function prometheusSource(options: PrometheusSourceOptions): Source;

// @sallyport/slo/promtool

/** Series that are given, and what the rules make of them. */
export interface PromtoolCase {
    readonly name: string;
    readonly interval: string;
    readonly input_series: readonly {
        readonly series: string;
        readonly values: string;
    }[];
    readonly promql_expr_test: readonly PromtoolExpectation[];
}

/** A question of a test, and its answer. */
export interface PromtoolExpectation {
    readonly expr: string;
    readonly eval_time: string;
    readonly exp_samples: readonly {
        readonly labels: string;
        readonly value: number;
    }[];
}

/** A file for `promtool test rules`, as data: `toYaml` prints it. */
export interface PromtoolTests {
    readonly rule_files: readonly string[];
    readonly evaluation_interval: string;
    /** Alerts after what they look at. */
    readonly group_eval_order: readonly string[];
    readonly tests: readonly PromtoolCase[];
}

/** Of the rules that are tested, as they were made. */
export interface PromtoolTestsOptions extends Pick<RulesOptions, 'labels' | 'prefix'> {
    /** The file of the rules, beside the tests. @default 'rules.yml' */
    readonly ruleFile?: string;
}

/**
 * Tests for `promtool test rules` of the rules in the flavour `exact`: for each alert a case that fires, others
 * that stay silent, recovery, idleness and no data; for each window that it is as long as it says. Any
 * factor or window that is changed by a fifth fails one. Promtool evaluates a file at one
 * interval, so that there are several.
 */
export declare function toPromtoolTests(slos: readonly Slo[], options?: PromtoolTestsOptions): PromtoolTests[];

// @sallyport/slo/report

/**
 * GitHub's workflow commands: an error for each objective that failed, a warning for each that was left
 * out, and the verdict as a notice or an error.
 */
export declare function githubReport(result: GateResult): string;

/** The result itself, indented; what acts on a terminal is written as JSON's escapes. */
export declare function jsonReport(result: GateResult): string;

/**
 * JUnit's XML, which build servers read: a test case for each objective, and one for the gate itself,
 * which fails where no single objective shows why.
 */
export declare function junitReport(result: GateResult): string;

/**
 * A table for GITHUB_STEP_SUMMARY or a comment: failures first, and cut, with a word about it, where it
 * would be too long for a summary.
 */
export declare function markdownReport(result: GateResult): string;

/** What a report can be written in. */
export type ReportFormat = 'text' | 'json' | 'junit' | 'tap' | 'markdown' | 'github';

/** Each report by its name. Pure: the same result gives the same text. */
export declare const reports: Readonly<Record<ReportFormat, (result: GateResult) => string>>;

/**
 * TAP 14: a point for each objective, and one for the gate itself.
 */
export declare function tapReport(result: GateResult): string;

/**
 * For a terminal: a line for each objective, failures first.
 */
export declare function textReport(result: GateResult): string;

// @sallyport/slo/rules

/** One finding. */
export interface Lint {
    readonly code: LintCode;
    readonly message: string;
}

/** What is unwise about an objective, though nothing contradicts itself. Closed. */
export type LintCode = 'objective_100' | 'objective_low' | 'factor_unreachable' | 'window_short' | 'one_event_pages' | 'label_name' | 'label_reserved' | 'runbook_missing' | 'not_a_counter' | 'fallback_asymmetric' | 'share_averaged' | 'guard_ignored' | 'calendar_not_recorded' | 'not_recordable';

/**
 * What is unwise about an objective: findings with a code to look for and a sentence to read, always in
 * the same order.
 */
export declare function lintSlo(slo: Slo): Lint[];

/** What `sloth_slo_info` says about who wrote the rules. */
export interface RulesInfo {
    readonly mode: string;
    readonly spec: string;
    readonly version: string;
}

/** A rule that alerts. */
export interface AlertingRule {
    readonly alert: string;
    readonly expr: string;
    /** How long it must hold first. */
    readonly for?: string;
    readonly labels: Texts;
    readonly annotations: Texts;
}

/** A rule that records a series. */
export interface RecordingRule {
    readonly record: string;
    readonly expr: string;
    readonly labels: Texts;
}

/** A rule file, as data: `toYaml` prints it. */
export interface RuleFile {
    readonly groups: readonly RuleGroup[];
}

/** Rules that Prometheus evaluates one after the other. */
export interface RuleGroup {
    readonly name: string;
    readonly rules: readonly (RecordingRule | AlertingRule)[];
}

/** Whether Prometheus can record an objective: not a check, a composite, slices, or what names no series. */
export declare function isRecordable(slo: Slo): boolean;

/** How rules are written. */
export interface RulesOptions {
    /**
     * `exact`: never NaN, the period weighs events, an alert for each row and one for no data. `sloth`: what
     * Sloth generates, faults and all. @default 'exact'
     */
    readonly flavour?: 'exact' | 'sloth';
    /** Of every recorded series, as by Sloth's `--extra-labels`. @default {} */
    readonly labels?: Readonly<Record<string, string>>;
    /** Before the names of metrics that are given as definitions, as `createMetrics` has it. @default '' */
    readonly prefix?: string;
    /** What `sloth_slo_info` says. @default Sallyport's */
    readonly info?: Partial<RulesInfo>;
}

/**
 * Rules for Prometheus, as data: recordings, series about the objectives, alerts. The series have
 * Sloth's names and labels, so that its dashboards read them. The same objectives give the same rules.
 */
export declare function toPrometheusRules(slos: readonly Slo[], options?: RulesOptions): RuleFile;

/**
 * Prints data as YAML. What could be read as something else is quoted, control characters are escaped;
 * keys keep their order, and the same data gives the same bytes.
 */
export declare function toYaml(data: object): string;

// @sallyport/slo/run-gate

/** The world of {@link runGate}. */
export interface GateIo {
    /**
     * All objectives that must be among the evaluations; one that is not there is unknown. Snapshots cannot be
     * judged without them. @default whatever the files hold
     */
    readonly slos?: readonly Slo[];
    /** @default from the disk */
    readonly readText?: (path: string) => Promise<string>;
    /** @default to the disk */
    readonly writeText?: (path: string, text: string) => Promise<void>;
    /** @default to standard output */
    readonly print?: (text: string) => void;
    /** @default to standard error */
    readonly complain?: (text: string) => void;
}

/**
 * The gate as a command: reads files, writes reports, and says how the process should end. 0: the gate
 * passed. 1: it failed. 2: it could not be told. Never rejects.
 *
 * @param argv - `process.argv.slice(2)`.
 */
export declare function runGate(argv: readonly string[], io?: GateIo): Promise<0 | 1 | 2>;

// @sallyport/slo/sloth

/** What Sloth is told on its command line, and what it does not know. */
export interface FromSlothOptions {
    /** Sloth's `--default-slo-period`. @default '30d' */
    readonly period?: PeriodOptions;
    /** Sloth's catalogue of windows. @default 'google' */
    readonly alerts?: AlertPlan;
    /** @default 1 */
    readonly minBad?: number;
    /** @default 1 */
    readonly minEvents?: number;
}

/**
 * Reads specifications written for Sloth: `prometheus/v1` and the resource `PrometheusServiceLevel`, one or
 * many documents. Plugins are refused, because they are programs. Needs the package `yaml`.
 */
export declare function fromSloth(text: string, options?: FromSlothOptions): SlothSpecs;

/** Something in a specification, and where. */
export interface SlothNote {
    /** `slos[0].sli.events.error_query`; with `#1 ` before it in the second document. */
    readonly path: string;
    readonly message: string;
}

/** What was read: the objectives, and what was passed over; or why nothing was. */
export type SlothSpecs = {
    readonly ok: true;
    readonly slos: readonly Slo[];
    readonly notes: readonly SlothNote[];
} | {
    readonly ok: false;
    readonly problems: readonly SlothNote[];
};

// @sallyport/slo/vitest

/**
 * What `expect` learns. For its types, in vitest 5: `declare module 'vitest' { interface
 * Matchers<R extends void | Promise<void>, T> extends SloMatchers<R> {} }`.
 */
export interface SloMatchers<R = unknown> {
    /** That these evaluations pass the gate. */
    toMeetSlos(options?: GateOptions): R;
}

/**
 * For `expect.extend(sloMatchers)`, of vitest or of jest.
 */
export declare const sloMatchers: {
    toMeetSlos(received: unknown, options?: GateOptions): {
        readonly pass: boolean;
        readonly message: () => string;
        readonly actual?: GateResult;
    };
};

// exported nowhere, but spoken of above

type Texts = Readonly<Record<string, string>>;

/** What a tier holds, oldest first. */
export interface TierCounts {
    readonly widthMs: number;
    readonly slices: readonly SliceCounts[];
}

/** One sketch as it is kept: its number, and pairs of a counter and its count. */
export type SketchCounts = readonly [id: number, counters: readonly (readonly [number, number])[]];

type Texts = Readonly<Record<string, string>>;

/** Counts of one slice: its number, counted from the epoch, and what was in it. */
export type SliceCounts = readonly [id: number, bad: number, total: number];
