// The public surface of @sallyport/metrics, by entry point.

// @sallyport/metrics

/**
 * Where measurements go besides the reader. It reads cells, which are told once, and keeps what it needs
 * of each (what it has sent, a rendered name). What it throws is counted, and reaches nobody.
 */
export interface Backend {
    /** The metrics are there. One that sends by itself has them gathered first, so that collected gauges are read. */
    start?(gather: () => Promise<readonly Family[]>): void;
    /** A series began: its cell is the same until the series has expired. */
    series?(cell: Cell): void;
    /** A series ended: nothing will be added to its cell. What was not sent yet is still in it. */
    expired?(cell: Cell): void;
    /** Send what there is. Collected gauges have just been read. */
    flush?(): void | Promise<void>;
    /** Let go of sockets and timers; a last `flush` came before. */
    close?(): void | Promise<void>;
}

/** Why a measurement was taken under other labels than it came with. */
export type AlteredReason = (typeof alteredReasons)[number];

/** Why a measurement was not taken. */
export type DroppedReason = (typeof droppedReasons)[number];

/** What failed beside the measurements. */
export type FailedPart = (typeof failedParts)[number];

/** What metrics measure of themselves: they are on every page. */
export declare const metricsMetrics: {
    readonly dropped: MetricDefinition<{
        readonly reason: DroppedReason;
    }>;
    readonly altered: MetricDefinition<{
        readonly reason: AlteredReason;
    }>;
    readonly failures: MetricDefinition<{
        readonly part: FailedPart;
    }>;
    readonly expired: MetricDefinition<Readonly<Record<never, string>>>;
};

/**
 * One series: the one place where its numbers are. Handles and the sink write to it, everything else reads.
 * A counter's sum since it began is `value + rollovers * 2 ** 53`.
 */
export declare class Cell {
    readonly family: Family;
    /** In the order of the family's `labelNames`. The empty text is a label that is not there. */
    readonly values: readonly string[];
    /** A counter's or gauge's value, a histogram's sum. */
    value: number;
    /** A histogram's observations. */
    count: number;
    /** A histogram's observations by bucket, not cumulative; the last is what is above all bounds. */
    readonly counts: Float64Array | undefined;
    /** How often a counter passed 2^53, from where adding one is adding nothing, and went on from zero. */
    rollovers: number;
    /** How often series of these labels may have begun again before this one. */
    readonly generation: number;
    /** Where what found no place of its own is summed up. */
    readonly overflow: boolean;
    /** The last exemplar by bucket; a counter has one. */
    exemplars: (Exemplar | undefined)[] | undefined;
    /** For a renderer: what it makes of names and labels once, and reuses. */
    rendered: unknown;
    /** It has expired: the series, if it is measured again, has another cell. */
    ended: boolean;
    /** What the last look at whether it is idle saw, and since when. */
    seen: number;
    seenAt: number;
    constructor(family: Family, values: readonly string[], overflow: boolean, now: number);
}

/** The trace that an observation was made in, as OpenMetrics prints it beside the value. */
export interface Exemplar {
    readonly labels: Readonly<Record<string, string>>;
    readonly value: number;
    /** Milliseconds since the epoch. */
    readonly at: number;
}

/**
 * Reads a gauge when somebody looks: it sets what there is, once for each series, or answers the one
 * value of a gauge without labels. It may take its time until the signal says that the page goes without it.
 */
export type Collector<L extends Labels = Labels> = (set: (value: number, ...labels: LabelArguments<NoInfer<L>>) => void, signal: AbortSignal) => unknown;

/**
 * Counts, gauges and observations of a program, one cell for each series. Nothing that is measured can
 * throw, grow without bounds, or make another number wrong: what is no number is dropped and counted,
 * labels are copied, checked and bounded.
 *
 * @throws TypeError or RangeError for an option that is none, and for the mistakes of the catalogs.
 */
export declare function createMetrics(options?: MetricsOptions): Metrics;

/** What `createMetrics` takes. */
export interface MetricsOptions {
    /** The metrics there are: of the program, and of the packages it uses. Others are registered when they are first measured. */
    readonly catalog?: Catalog | readonly Catalog[];
    /** The first word of every exported name. */
    readonly prefix?: string;
    /** On every series, as `{ region: 'eu' }`. */
    readonly constantLabels?: Labels;
    /** Further series of a metric are one, whose labels are all `_other`. @default 2000 */
    readonly maxSeriesPerMetric?: number;
    /** How long a counter's or histogram's series with open labels is kept when nothing changes it. @default 3_600_000 */
    readonly idleMs?: number;
    /** Whether idle series end only where a full metric needs the room. An alert on the first of a rare error needs the series to stay. @default 'when_full' */
    readonly expire?: 'when_full' | 'always';
    /** How long a page waits for a collector. @default 1000 */
    readonly collectorMs?: number;
    /** The labels of the trace that something is measured in, for exemplars. Asked at every measurement. */
    readonly exemplar?: () => Readonly<Record<string, string>> | undefined;
    readonly backends?: readonly Backend[];
    /** `false` measures nothing, for nearly nothing. Mistakes are still found. @default true */
    readonly enabled?: boolean;
    /** For the time of exemplars. */
    readonly clock?: Clock;
    /** For durations, and for what is idle. */
    readonly monotonic?: MonotonicClock;
    /** For the deadline of collectors. */
    readonly timers?: Timers;
}

/** Definitions of metrics by the names a program calls them. Every package's own list is one. */
export type Catalog = Readonly<Record<string, MetricDefinition>>;

/**
 * Defines a program's metrics. All mistakes are told at once, when the program starts.
 *
 * @throws TypeError listing them: names that Prometheus or OpenMetrics does not take, ids that meet
 * in one name (also in `_bucket`, `_sum`, `_count`, `_created`, `_info` and in aliases), units that are none, buckets
 * that do not rise, labels that are reserved or personal, help that is missing.
 */
export declare function defineMetrics<const C extends Readonly<Record<string, MetricShape>>>(shapes: C): {
    readonly [K in keyof C]: MetricDefinition<LabelsOf<C[K]>>;
};

/** The labels of a shape, as a type. */
export type LabelsOf<S> = S extends {
    readonly labels: infer D;
} ? {
    readonly [K in keyof D]: D[K] extends readonly (infer V extends string)[] ? V : string;
} : {
    readonly [name: string]: never;
};

/** A metric as it is written in a catalog. */
export interface MetricShape extends Omit<MetricDefinition, 'labels'> {
    /** All values a label may take, `'open'`, or `open(100)`. */
    readonly labels?: Readonly<Record<string, readonly string[] | 'open' | OpenLabel>>;
    /** What becomes of a gauge that several workers have. Its unit says what, if this does not. */
    readonly merge?: GaugeMerge;
}

/**
 * One metric with all its series. A series is found by its labels' values, one map for each label in the
 * family's own order, so that neither a joined key nor its escaping is needed: what is not found is
 * looked at closely, once.
 */
export declare class Family {
    #private;
    readonly definition: MetricDefinition;
    readonly kind: MetricDefinition['kind'];
    readonly names: MetricNames;
    readonly labelNames: readonly string[];
    /** The same on every line, before the others. */
    readonly constantLabels: FamilyHome['constantLabels'];
    /** A histogram's upper bounds, without infinity. */
    readonly bounds: Float64Array | undefined;
    readonly notes: Notes;
    readonly exemplar: FamilyHome['exemplar'];
    /** How many series have expired. */
    generation: number;
    constructor(definition: MetricDefinition, home: FamilyHome);
    /** Its series, in the order in which they began. */
    cells(): IterableIterator<Cell>;
    get size(): number;
    /** The series of these labels, which begins if it is not there. Never undefined, whatever the labels. */
    cell(labels: unknown): Cell;
    /** The series of a cell that has expired, anew. */
    again(cell: Cell): Cell;
    /** Notes how far series have come, and ends those that have not for `idleMs`. */
    expire(ends: boolean): void;
    /** Forgets a series. */
    end(cell: Cell): void;
    /** Remembers the trace that a value was measured in. */
    keepExemplar(cell: Cell, bucket: number, value: number): void;
}

/** A counter that one part of a program holds. Nothing on it throws. */
export interface Counter<L extends Labels = Labels> {
    /** Adds one. */
    increment(...labels: LabelArguments<NoInfer<L>>): void;
    /** Adds what is not negative. */
    add(value: number, ...labels: LabelArguments<NoInfer<L>>): void;
    /** The series itself, for the hot path. */
    bind(...labels: LabelArguments<NoInfer<L>>): BoundMetric;
}

/** A gauge that one part of a program holds. Nothing on it throws. */
export interface Gauge<L extends Labels = Labels> {
    /** Says how much it is. */
    set(value: number, ...labels: LabelArguments<NoInfer<L>>): void;
    /** Says how much it changed. */
    add(value: number, ...labels: LabelArguments<NoInfer<L>>): void;
    /** The series itself, for the hot path. */
    bind(...labels: LabelArguments<NoInfer<L>>): BoundMetric;
}

/** A histogram that one part of a program holds. Nothing on it throws. */
export interface Histogram<L extends Labels = Labels> {
    /** Adds an observation. */
    observe(value: number, ...labels: LabelArguments<NoInfer<L>>): void;
    /** The series itself, for the hot path. */
    bind(...labels: LabelArguments<NoInfer<L>>): BoundMetric;
}

/** How much is under way. What was entered is left exactly once. */
export interface InFlight<L extends Labels = Labels> {
    /** One more is under way, until the answer is called, as often as one likes, or disposed of. */
    enter(...labels: LabelArguments<NoInfer<L>>): Leave;
    /** One more is under way while the function runs, or its promise is pending. It may throw. */
    during<T>(run: () => T, ...labels: LabelArguments<NoInfer<L>>): T;
}

/** Ends what was entered: the first time it is called or disposed of. */
export interface Leave {
    (): void;
    [Symbol.dispose](): void;
}

/**
 * All metrics of a program: what the packages write to (`MetricsSink`), what objectives read from
 * (`MetricsReader`), handles for one's own code, and the families that pages are made of.
 */
export interface Metrics extends MetricsSink, MetricsReader {
    /** The series itself, for the hot path. */
    bind<L extends Labels>(metric: MetricDefinition<L>, ...labels: LabelArguments<NoInfer<L>>): BoundMetric;
    /** A handle. Throws a TypeError if the metric is no counter or cannot be registered; so do the others. */
    counter<L extends Labels>(metric: MetricDefinition<L>): Counter<L>;
    gauge<L extends Labels>(metric: MetricDefinition<L>): Gauge<L>;
    histogram<L extends Labels>(metric: MetricDefinition<L>): Histogram<L>;
    /** Of a histogram in seconds. */
    timer<L extends Labels>(metric: MetricDefinition<L>): Timer<L>;
    /** Of a gauge. */
    inFlight<L extends Labels>(metric: MetricDefinition<L>): InFlight<L>;
    /** Reads a gauge at every scrape and flush, until the answer is called. Series that the collector does not set end. */
    collect<L extends Labels>(metric: MetricDefinition<L>, collector: Collector<L>): Cancel;
    /** Every metric in the order of its registration, as it stands. */
    families(): readonly Family[];
    /** The same, after the collectors have run. Never rejects, and takes no longer than the slowest may. */
    gather(): Promise<readonly Family[]>;
    /** Runs the collectors and has every backend send what it has. Never rejects. */
    flush(): Promise<void>;
    /** Flushes, and lets go of the backends. What is measured afterwards is still counted here. */
    close(): Promise<void>;
}

/** What a metric is called where it is exported. */
export interface MetricNames {
    /** The dotted id: what StatsD and the seeds' queries know it by. */
    readonly id: string;
    /** Without `_total`: OpenMetrics' family. */
    readonly family: string;
    /** A counter's with `_total`; the others' is the family. Prometheus' text format declares this one. */
    readonly sample: string;
    /** The unit's word as OpenMetrics declares it. Empty for a count. */
    readonly unit: '' | 'seconds' | 'bytes' | 'ratio';
    /** Full names, printed as they are, and only where aliases are asked for. */
    readonly aliases: readonly string[];
}

/**
 * The names of a metric. Whatever Prometheus cannot spell becomes `_`, runs of it become one, the
 * unit is a suffix, a counter's last word is `_total`. Two ids may meet in one name
 * (`a.b` and `a_b`); a catalog with two such does not come to be.
 */
export declare function metricNames(metric: NamedMetric, prefix?: string): MetricNames;

/** What {@link metricNames} looks at. */
export type NamedMetric = Pick<MetricDefinition, 'id' | 'kind' | 'unit' | 'aliases'>;

/** A label that may take any value, but only so many different ones. */
export interface OpenLabel {
    readonly open: number;
}

/**
 * A label whose values nobody knows beforehand, at most `most` of them at a time. Further ones are
 * `_other`; the other labels keep what they say.
 *
 * @throws RangeError for what is no whole number from 1.
 */
export declare function open(most: number): OpenLabel;

/**
 * Labels that name a person, or have as many values as there are people, sessions or requests: they
 * belong in an audit log or a trace. However they are cased and hyphenated: `userId` is `user_id`.
 */
export declare const personalLabels: readonly string[];

/** Labels that Prometheus gives itself, or gives a meaning. All with a leading underscore are reserved too. */
export declare const reservedLabels: readonly string[];

/** Ends a measurement and tells its seconds. The first call alone is observed. */
export type Stop<L extends Labels = Labels> = (...labels: LabelArguments<NoInfer<L>>) => number;

/** A histogram of seconds, with a clock. */
export interface Timer<L extends Labels = Labels> extends Histogram<L> {
    /** Begins to measure; the labels are said at the end, when the outcome is known. */
    start(): Stop<L>;
    /** Measures a function, to the end of its promise, also where it fails. It may throw. */
    time<T>(run: () => T, ...labels: LabelArguments<NoInfer<L>>): T;
    /** Measures until the answer is called or the scope ends: `using _ = timer.measure()`. */
    measure(...labels: LabelArguments<NoInfer<L>>): Leave;
}

// @sallyport/metrics/testing

/**
 * A counter's or gauge's value, or a histogram's count: over all series that carry these labels. 0 when
 * nothing was measured.
 *
 * @throws TypeError for a name that no metric has, and for a label that the metric has not.
 */
export declare function metricValue<L extends Labels>(metrics: Pick<Metrics, 'families'>, metric: MetricName<L>, labels?: Partial<L>): number;

/** What changed while something ran: `shop_orders_total{outcome="paid"}` and by how much. A histogram changes by its count. */
export declare function delta(metrics: Pick<Metrics, 'families'>, run: () => unknown): Promise<Readonly<Record<string, number>>>;

/**
 * Asserts on a metric, under any test runner.
 */
export declare function expectMetric<L extends Labels>(metrics: Pick<Metrics, 'families'>, metric: MetricName<L>, labels?: Partial<L>): MetricExpectation;

/** A metric, or any name it has: its id, its exported name, an alias. */
export type MetricName<L extends Labels> = MetricDefinition<L> | string;

/** What {@link expectMetric} answers. */
export interface MetricExpectation {
    /** Throws node's AssertionError where it is another value. */
    toBe(value: number): void;
    /** The same for what it changes by while something runs. */
    toChangeBy(by: number, run: () => unknown): Promise<void>;
}

// @sallyport/metrics/otel-exemplars

/**
 * The active trace as an exemplar, for the `exemplar` option of `createMetrics`. Only of traces that are
 * sampled: another one leads nowhere.
 */
export declare function activeTrace(): {
    readonly trace_id: string;
    readonly span_id: string;
} | undefined;

// @sallyport/metrics/prometheus

/** What `prometheusEndpoint` takes. */
export interface PrometheusEndpointOptions {
    /** Whether metrics are also there under their other names, which `promtool` may complain of. @default false */
    readonly aliases?: boolean;
    /** For how long a page may be written before others run. */
    readonly monotonic?: MonotonicClock;
    /** For letting others run. */
    readonly timers?: Timers;
}

/**
 * What Prometheus scrapes: its text format or OpenMetrics, whichever it prefers. Whoever asks while a page
 * is being written gets the same one. Everybody may read it who gets here: guard it, or give it a
 * port of its own.
 *
 * @throws TypeError for metrics that are none.
 */
export declare function prometheusEndpoint(metrics: Pick<Metrics, 'gather'>, options?: PrometheusEndpointOptions): Endpoint;

/** Prometheus' text format 0.0.4, or OpenMetrics 1.0.0. */
export type PageFormat = 'text' | 'openmetrics';

/** How a page is written. */
export interface PageOptions {
    /** @default 'text' */
    readonly format?: PageFormat;
    /** Whether metrics are also there under their other names. @default false */
    readonly aliases?: boolean;
}

/**
 * A page of metrics, piece by piece, so that whoever writes it can let others run in between. No series
 * is torn, none is there twice, and what nothing was measured of is not there. For a file or a push; a server wants `prometheusEndpoint`.
 */
export declare function renderMetrics(families: Iterable<Family>, { format, aliases }?: PageOptions): Generator<Uint8Array, void, undefined>;

// @sallyport/metrics/statsd

/** What {@link statsdBackend} takes. */
export interface StatsdOptions {
    /** A client that buffers (`maxBufferSize: 1432`), and neither aggregates nor samples. */
    readonly client: StatsdClient;
    /** Labels as DogStatsD's tags, or in the name: `shop.orders.country.NO`. @default 'dogstatsd' */
    readonly tags?: StatsdTags;
    /** Other names than the metrics' ids. */
    readonly templates?: readonly StatsdTemplate[];
    /**
     * `sums`: two counters, `.count` and `.sum`, exact. `timings`: `|ms`, as many as there were observations, at most 100
     * a flush and series, each in its bucket; histograms of other units than seconds stay sums. @default 'sums'
     */
    readonly histograms?: StatsdHistograms;
    /** How often it sends. @default 10_000 */
    readonly everyMs?: number;
    /** How long it waits for the client. @default 1000 */
    readonly flushMs?: number;
    readonly timers?: Timers;
}

/**
 * Sends what changed to a StatsD server: summed up since the last time, validated, in names and tags that nothing
 * can be injected into. Whatever the client does is counted in `metrics.failures`, and reaches nobody.
 *
 * @throws TypeError or RangeError for a client that would lose or falsify what it is given.
 */
export declare function statsdBackend(options: StatsdOptions): Backend;

/**
 * What the backend needs of a StatsD client: a `StatsD` of hot-shots is one. Closing it stays its owner's.
 */
export interface StatsdClient {
    increment(name: string, value: number, tags: string[], callback: StatsdSent): void;
    gauge(name: string, value: number, tags: string[], callback: StatsdSent): void;
    timing(name: string, value: number, tags: string[], callback: StatsdSent): void;
    /** Sends what is buffered. Where it is not there, the client's own interval does. */
    flush?(callback: StatsdSent): void;
}

/** Told what became of a line or of a buffer. */
export type StatsdSent = (error?: Error | null) => void;

/** What a histogram is sent as. */
export type StatsdHistograms = 'sums' | 'timings';

/** What {@link statsdMapping} takes besides the metrics. */
export interface StatsdMappingOptions {
    /** The client's, which is before every name in StatsD, and the first word in Prometheus. */
    readonly prefix?: string;
    /** As the backend's; where nothing is said, for both kinds of servers. */
    readonly tags?: StatsdTags;
    /** As the backend's. */
    readonly templates?: readonly StatsdTemplate[];
}

/**
 * The file that Prometheus' statsd_exporter reads (`--statsd.mapping-config`), so that what {@link statsdBackend} sends
 * has the names, labels, buckets and helps that a page of ours has. Timings become seconds there.
 *
 * @throws TypeError for templates under which gauges could not be told apart, and for a label of one character in a name:
 * statsd_exporter refuses the whole file for it.
 */
export declare function statsdMapping(metrics: readonly MetricDefinition[], options?: StatsdMappingOptions): string;

/** Whether labels are DogStatsD's tags, or part of the name. */
export type StatsdTags = 'dogstatsd' | 'none';

/** What one metric is called, made by {@link statsdTemplate}. */
export interface StatsdTemplate {
    readonly metric: Pick<MetricDefinition, 'id' | 'kind' | 'labels'>;
    readonly name: string;
}

/**
 * What a metric is called in StatsD, labels in braces: `webhook.{service}.duration`. The client's own prefix comes
 * before it.
 *
 * @throws TypeError for characters that no name may have, and for a label that the metric has not.
 */
export declare function statsdTemplate<L extends Labels>(metric: MetricDefinition<L>, name: string): StatsdTemplate;

// @sallyport/metrics/prom-client

/** Metrics of ours in a registry. */
export interface PromClientBridge {
    /**
     * Registers what has come since, and what `registry.clear()` took away. Throws a TypeError for names that clash.
     * Every scrape does it too: a metric that no catalog lists is on the page after the one it was first seen at.
     */
    register(): void;
    /** Takes everything of ours out of the registry. */
    close(): void;
}

/** What {@link promClientBridge} takes. */
export interface PromClientBridgeOptions {
    /** Whose series are to be on the registry's page. */
    readonly metrics: Pick<Metrics, 'families' | 'gather'>;
    /** Whether they are also there under their other names. @default false */
    readonly aliases?: boolean;
}

/**
 * Puts all metrics into a registry that a service already has, so that its one page has both. What is measured is
 * validated, bounded and kept here, gauges are collected when the registry is scraped; the page is the registry's: it
 * writes it at a stretch, its content type decides on exemplars, and one of its own collectors that throws or hangs
 * takes the whole page with it. A counter beyond 2^53 loses its last digits there. Doing it again changes nothing.
 *
 * @throws TypeError for what is no registry, and for each name that the registry has already, also as a
 * histogram's `_bucket`, `_sum` or `_count`; nothing is registered then.
 */
export declare function promClientBridge(registry: PromRegistry, options: PromClientBridgeOptions): PromClientBridge;

/** Reads what a registry had when it was last refreshed. */
export interface PromClientReader extends MetricsReader {
    /** Asks every metric of the registry, as a scrape does. Never rejects. */
    refresh(): Promise<void>;
    /** As of the last refresh. Throws for a metric that was not read, or too long ago: it is not known, rather than nought. */
    read<L extends Labels>(metric: MetricDefinition<L>): readonly Series<L>[];
}

/** What {@link promClientReader} may be told. */
export interface PromClientReaderOptions {
    /** What metrics are called in the registry, by id, where it is neither their name nor an alias. */
    readonly names?: Readonly<Record<string, string>>;
    /** The first word of the others' names. */
    readonly prefix?: string;
    /** How long `refresh` waits for a metric of the registry. @default 1000 */
    readonly metricMs?: number;
    /** How old a metric that is read may be. @default 60_000 */
    readonly staleMs?: number;
    readonly monotonic?: MonotonicClock;
    readonly timers?: Timers;
}

/**
 * Reads metrics that a service already has in a registry of prom-client. The registry answers with promises and a
 * reader at once, so that it is refreshed first: regularly, as Prometheus would scrape it. A definition is found by its
 * name as we would spell it, its aliases or `names`. Labels the registry has beside the definition's are there too.
 * A counter that fell, and a series that came back, began again; one that fell and rose past what it was between
 * two refreshes cannot be told from one that rose.
 *
 * @throws TypeError or RangeError for what is no registry, and for options that are none.
 */
export declare function promClientReader(registry: PromRegistry, options?: PromClientReaderOptions): PromClientReader;

/** What is needed of a registry: one of prom-client 15 is one, and one of `@prometheus-io/client` 0.16. */
export interface PromRegistry {
    /** Which format it prints. */
    readonly contentType: string;
    getMetricsAsArray(): readonly object[];
    getSingleMetric(name: string): unknown;
    registerMetric(metric: never): void;
    removeSingleMetric(name: string): void;
}

// @sallyport/metrics/otel

/** What {@link otelBackend} may be told. */
export interface OtelBackendOptions {
    /** The name of the instrumentation scope. @default '@sallyport/metrics' */
    readonly scope?: string;
}

/**
 * Sends everything through a meter provider that somebody else set up. Counters and gauges are read when the provider
 * collects, so that measuring costs no more than without it. The API has no histogram that is read: theirs are told
 * then, one call for each observation since the last time, in its bucket; counts by bucket are exact, sums too where
 * nothing was negative, the smallest and largest value are not known, and the SDK takes nothing of a bucket below
 * nought. `otelProducer` has neither that cost nor the
 * provider's own limit of 2,000 series a metric: prefer it where the reader is yours to make.
 *
 * @throws TypeError for what is no meter provider.
 */
export declare function otelBackend(provider: OtelMeterProvider, options?: OtelBackendOptions): Backend;

/** What a collection gives. The reader keeps its own resource. */
export interface OtelCollection {
    readonly resourceMetrics: {
        readonly resource: OtelResource;
        readonly scopeMetrics: {
            readonly scope: {
                readonly name: string;
            };
            readonly metrics: OtelMetric[];
        }[];
    };
    readonly errors: unknown[];
}

/** A histogram's state; `counts` are not cumulative, and the last is what is above all boundaries. */
export interface OtelHistogram {
    readonly buckets: {
        readonly boundaries: number[];
        readonly counts: number[];
    };
    /** Not of what may be negative. */
    readonly sum?: number;
    readonly count: number;
}

/** One metric. */
export type OtelMetric = (Data & {
    readonly dataPointType: 3;
    readonly isMonotonic: true;
    readonly dataPoints: OtelPoint<number>[];
}) | (Data & {
    readonly dataPointType: 2;
    readonly dataPoints: OtelPoint<number>[];
}) | (Data & {
    readonly dataPointType: 0;
    readonly dataPoints: OtelPoint<OtelHistogram>[];
});

/** One series at one time. */
export interface OtelPoint<T> {
    readonly startTime: OtelTime;
    readonly endTime: OtelTime;
    readonly attributes: Labels;
    readonly value: T;
}

/** A resource that says nothing. */
export interface OtelResource {
    readonly attributes: Readonly<Record<string, never>>;
    merge(other: never): never;
    getRawAttributes(): [];
}

/** Seconds and nanoseconds since the epoch. */
export type OtelTime = [seconds: number, nanoseconds: number];

/** Answers for an instrument. */
export type OtelCallback = (result: OtelResult) => Promise<void>;

/** An instrument that is told. */
export interface OtelHistogramInstrument {
    record(value: number, labels: Labels): void;
}

/** What an instrument measures. */
export interface OtelInstrumentOptions {
    readonly description: string;
    readonly unit: string;
}

/** Makes instruments. */
export interface OtelMeter {
    createObservableCounter(name: string, options: OtelInstrumentOptions): OtelObservable;
    createObservableGauge(name: string, options: OtelInstrumentOptions): OtelObservable;
    createHistogram(name: string, options: OtelInstrumentOptions & {
        readonly advice: {
            readonly explicitBucketBoundaries: number[];
        };
    }): OtelHistogramInstrument;
}

/** Gives meters: `metrics.getMeterProvider()` of `@opentelemetry/api`, or the SDK's own. */
export interface OtelMeterProvider {
    getMeter(name: string): OtelMeter;
    /** The SDK's. */
    forceFlush?(): Promise<void>;
}

/** An instrument that is asked. */
export interface OtelObservable {
    addCallback(callback: OtelCallback): void;
    removeCallback(callback: OtelCallback): void;
}

/** Takes answers. */
export interface OtelResult {
    observe(value: number, labels: Labels): void;
}

/** A `MetricProducer` of OpenTelemetry's SDK. */
export interface OtelProducer {
    /** Everything as it stands, after the collectors have run. Never rejects. */
    collect(): Promise<OtelCollection>;
}

/** What {@link otelProducer} may be told. */
export interface OtelProducerOptions {
    /** Whether counters and histograms tell all since the start, or what came since the last collection. @default 'cumulative' */
    readonly temporality?: 'cumulative' | 'delta';
    /** The name of the instrumentation scope. @default '@sallyport/metrics' */
    readonly scope?: string;
    readonly clock?: Clock;
}

/**
 * Gives all metrics to a reader of OpenTelemetry's SDK, as one of its `metricProducers`: whole histograms with their
 * own boundaries, the number of series bounded here alone, and nothing to do before somebody collects. One for each
 * reader. The SDK has no place for exemplars. Where the reader is not yours to make, there is `otelBackend`.
 *
 * @throws TypeError for metrics that are none, and for an option that is none.
 */
export declare function otelProducer(metrics: Pick<Metrics, 'gather'>, options?: OtelProducerOptions): OtelProducer;

// @sallyport/metrics/plain

/** Counts and times by name, without a catalog. Nothing on it throws. */
export interface PlainMetrics {
    /** Adds to a counter, one if nothing else is said. */
    increment(name: string, value?: number, labels?: Labels): void;
    gauge(name: string, value: number, labels?: Labels): void;
    /** How long something took, in milliseconds. */
    timing(name: string, ms: number, labels?: Labels): void;
    /** Times until the answer is called or the scope ends: `using _ = metrics.timer('database.query')`. */
    timer(name: string, labels?: Labels): Leave;
    /** What there is, by name and labels: `requests.processed{endpoint="/api"}`. Timers in milliseconds. */
    getAllMetrics(): AllMetrics;
}

/** What {@link plainMetrics} takes. */
export interface PlainOptions {
    /** Where it all goes, with its limits and backends. */
    readonly metrics: Pick<Metrics, 'add' | 'set' | 'observe' | 'families'>;
    /** `false` measures nothing, whatever `metrics` do for others. @default true */
    readonly enabled?: boolean;
    /** Upper bounds, in seconds, of timings whose name no catalog has. */
    readonly buckets?: readonly number[];
    readonly monotonic?: MonotonicClock;
}

/**
 * Metrics by name, for a program that comes from another library. A name that is in the catalog is that metric;
 * another is registered when it is first measured, with the labels it then has. The limits are those of `metrics`.
 */
export declare function plainMetrics(options: PlainOptions): PlainMetrics;

// @sallyport/metrics/requests

/** What {@link requestMetrics} measures: by OpenTelemetry's conventions, and who asked for what. */
export declare const httpServerMetrics: {
    readonly duration: MetricDefinition<Answered>;
    readonly responseSize: MetricDefinition<Answered>;
    readonly active: MetricDefinition<{
        readonly http_request_method: HttpMethod;
    }>;
    readonly requests: MetricDefinition<{
        readonly method: HttpMethod;
        readonly route: string;
        readonly scope: string;
        readonly status: string;
    }>;
    readonly denied: MetricDefinition<{
        readonly status: '401' | '403' | '429';
        readonly reason: string;
        readonly route: string;
    }>;
    readonly aborted: MetricDefinition<{
        readonly method: HttpMethod;
        readonly route: string;
    }>;
};

/** What {@link requestMetrics} takes besides the metrics. */
export interface RequestMetricsOptions {
    /** What a request needed, asked at its end; what is not among these is `_other`. */
    readonly scope?: {
        readonly of: (request: GuardRequest) => string | undefined;
        readonly among: readonly string[];
    };
    readonly monotonic?: MonotonicClock;
}

/**
 * Measures requests: durations, sizes and what is under way by OpenTelemetry's conventions; how many by route, scope
 * and method; refusals by reason. Labels are route templates and known methods: nothing a client makes up is one.
 *
 * @throws TypeError for scopes that are no list.
 */
export declare function requestMetrics(metrics: MetricsSink, options?: RequestMetricsOptions): Observer;

// @sallyport/metrics/cluster

/** Why a worker, or what it said, does not count. */
export type WorkerRefusal = (typeof workerRefusals)[number];

/** What a primary measures of its workers: among its own metrics, and so on the page of all. */
export declare const workerMetrics: {
    readonly workers: MetricDefinition<{
        readonly state: (typeof workerStates)[number];
    }>;
    readonly late: MetricDefinition<Readonly<Record<never, string>>>;
    readonly ended: MetricDefinition<Readonly<Record<never, string>>>;
    readonly refused: MetricDefinition<{
        readonly reason: WorkerRefusal;
    }>;
};

/** Why: a message of another form, one beyond the limits, an answer nobody asked for, a worker beyond `maxWorkers`. */
export declare const workerRefusals: readonly ["malformed", "too_large", "unasked", "too_many_workers"];

/**
 * The way to a worker, or from it to its primary: a worker of `node:cluster`, what `fork` answers, a `Worker` or
 * `MessagePort` of `node:worker_threads`, and in a worker `process` or `parentPort`.
 */
export interface WorkerChannel {
    on(event: string, listener: (message: unknown) => void): unknown;
    off(event: string, listener: (message: unknown) => void): unknown;
    listenerCount?(event: string): number;
    send?(message: object, callback: () => void): unknown;
    postMessage?(message: object): void;
    /** Of a port. */
    unref?(...none: never[]): void;
    start?(): void;
    /** Of a process. */
    readonly channel?: {
        ref(): void;
        unref(): void;
    } | null | undefined;
    readonly connected?: boolean;
}

/**
 * What becomes of a gauge that several workers have: their sum, the largest, the smallest, or nothing. A mean is
 * none of these, because means of means are none: divide the sum by `metrics.workers`.
 */
export type GaugeMerge = 'sum' | 'max' | 'min' | 'omit';

/** Rules by a metric's id. */
export type GaugeRules = Readonly<Record<string, GaugeMerge>>;

/** The metrics of all workers, as a page or an objective takes them. */
export interface MergedMetrics extends MetricsReader {
    /**
     * Counts a worker until it is gone, or the answer is called. What it has counted stays. Added twice it counts once, and
     * added again after that it counts on from there.
     */
    add(worker: WorkerChannel): Cancel;
    /** Asks all workers, and adds up what they say. Never rejects, and takes no longer than the slowest may. */
    gather(): Promise<readonly Family[]>;
    /** As it stood when it was last gathered; so does `read`. */
    families(): readonly Family[];
    /** Asks nobody any more. */
    close(): void;
}

/** What {@link mergeWorkers} takes. */
export interface MergeWorkersOptions {
    /** The primary's own: they count as a worker's do, and say the prefix and constant labels of all. */
    readonly metrics: Metrics;
    /** How gauges are merged, by id. Their definitions may say it too; otherwise `'1'` and `'By'` are summed, of `'s'` and `'ratio'` the largest counts. */
    readonly rules?: GaugeRules;
    /** Further series of a metric are one, whose labels are all `_other`. @default 2000 */
    readonly maxSeriesPerMetric?: number;
    /** Series of one worker: more are not taken. @default 100_000 */
    readonly maxSeriesPerWorker?: number;
    /** Workers at a time: further ones do not count. @default 128 */
    readonly maxWorkers?: number;
    /** How long a page waits for a worker. Then what it said before counts. @default 2000 */
    readonly askMs?: number;
    /** How often workers are asked between pages too: so much is lost at most of one that is killed. Otherwise only for a page. */
    readonly everyMs?: number;
    readonly timers?: Timers;
}

/**
 * In a primary: the metrics of all its workers as one. Counters and histograms are summed, also those of workers that are
 * gone; gauges are merged by their rules; of exemplars the newest stays.
 *
 * @throws TypeError or RangeError for an option that is none.
 */
export declare function mergeWorkers(options: MergeWorkersOptions): MergedMetrics;

/** Ends what {@link reportMetrics} began. */
export interface MetricsReport {
    /** Sends how the metrics stand, for the last time: what a worker should do before it ends. Never rejects. */
    close(): Promise<void>;
}

/**
 * In a worker: answers its primary's {@link mergeWorkers} whenever it asks. One report for each channel. It keeps no process
 * and no thread: where your own code listens to the same port, and lives on it, call it after that.
 *
 * @throws TypeError for metrics that are none, and where there is no primary.
 */
export declare function reportMetrics(metrics: Pick<Metrics, 'gather' | 'families'>, channel: WorkerChannel | null): MetricsReport;

// @sallyport/metrics/runtime

/** What {@link runtimeMetrics} measures: by OpenTelemetry's conventions where they have a name. */
export declare const nodeMetrics: Readonly<Record<NodeMetric, MetricDefinition>>;

/** What prom-client measures under other labels than OpenTelemetry, so that an alias cannot say it. */
export declare const promClientMetrics: Readonly<Record<PromClientMetric, MetricDefinition>>;

/** What {@link runtimeMetrics} takes. */
export interface RuntimeMetricsOptions {
    /** Measures what prom-client has under labels of its own too: an alias has its metric's labels. @default false */
    readonly promClient?: boolean;
    /** Since the process began. */
    readonly monotonic?: MonotonicClock;
}

/** Ends what {@link runtimeMetrics} began. */
export interface RuntimeWatch {
    /** Watches no longer. Gauges leave the next page, counters stay as they are. */
    close(): void;
}

/**
 * Measures the process: the event loop, the heap, collections of garbage, the processor, memory and files, by
 * OpenTelemetry's names. prom-client's default names are aliases: `prometheusEndpoint(metrics, { aliases: true })`
 * shows them. Everything is read when somebody looks, and nothing keeps the process. Doing it again with the same metrics
 * changes nothing, and after `close()` counters go on.
 *
 * @throws TypeError where one of the names is taken.
 */
export declare function runtimeMetrics(metrics: Metrics, options?: RuntimeMetricsOptions): RuntimeWatch;

// @sallyport/metrics/catalogs

/** What a server of WebSockets measures. */
export declare const accessMetrics: {
    readonly connections: MetricDefinition<{
        readonly route: string;
        readonly outcome: 'accepted' | 'denied' | 'failed';
    }>;
    readonly open: MetricDefinition<{
        readonly route: string;
    }>;
    readonly messages: MetricDefinition<{
        readonly route: string;
        readonly direction: 'in' | 'out';
    }>;
};

/** What row-level security, its logins and its pool measure. */
export declare const dataAccessMetrics: typeof boundaries & typeof costs;

/** What a program that keeps another system in step measures: here Airtable, by its names. */
export declare const integrationMetrics: {
    readonly connectionAttempts: MetricDefinition<None>;
    readonly connectionSuccesses: MetricDefinition<None>;
    readonly syncAttempts: MetricDefinition<{
        readonly data_type: string;
    }>;
    readonly syncSuccesses: MetricDefinition<{
        readonly data_type: string;
    }>;
    readonly syncFailures: MetricDefinition<{
        readonly reason: string;
    }>;
    readonly syncErrors: MetricDefinition<{
        readonly operation: string;
    }>;
};

/**
 * What the defence of a service measures. Not here, as other lists have them: failed logins (`auth.failures`), limits
 * that refused (`limits.violations`), events of the audit log (`audit.events`), each with its `security_` name as alias.
 */
export declare const securityMetrics: typeof attackMetrics & typeof abuseMetrics & typeof operationMetrics & typeof responseMetrics & typeof qualityMetrics & typeof postureMetrics & typeof complianceMetrics;

/** How bad it is, from what need not be looked at to what gets somebody up at night. */
export type Severity = (typeof severities)[number];

/** Counts what one cache has and has not. */
export interface CacheLookups {
    hit(): void;
    miss(): void;
    /** Looks something up, and counts it: `undefined` is a miss. What fails is neither. */
    lookup<T>(work: () => T): T;
}

/**
 * Counts hits and misses of a cache. The rate is `rate(security_cache_hits_total[5m]) /
 * (rate(security_cache_hits_total[5m]) + rate(security_cache_misses_total[5m]))`.
 */
export declare function cacheLookups(metrics: MetricsSink, cache: string): CacheLookups;

/**
 * Reads at every scrape which share of the tables has a row-level policy, until the answer is called. Without tables
 * there is no share, and where reading fails none either: an alert on coverage wants an `absent()` beside it.
 */
export declare function coverageGauge(metrics: Pick<Metrics, 'collect'>, read: (signal: AbortSignal) => TableCoverage | Promise<TableCoverage>): Cancel;

/** How many tables there are, and how many of them have a row-level policy. */
export interface TableCoverage {
    readonly covered: number;
    readonly tables: number;
}

/**
 * Reads the gauges that are averages from what they are averages of, at every scrape, until the answer is called: mean
 * times over the last while, rates since the program began. Where nothing was measured there is no series: no
 * denominator is no rate, neither 0 nor 100. Of one process: over several, Prometheus divides the sums, as each gauge's
 * help says.
 *
 * @throws RangeError for a window that is no positive number.
 */
export declare function derivedSecurityGauges(metrics: Pick<Metrics, 'collect' | 'read'>, options?: {
    readonly windowMs?: number;
    readonly monotonic?: MonotonicClock;
}): Cancel;

/**
 * Reads at every scrape how many bytes components hold, until the answer is called. One that throws is left out, and
 * hides no other.
 */
export declare function memoryGauges(metrics: Pick<Metrics, 'collect'>, components: Readonly<Record<string, () => number>>): Cancel;

/**
 * Connects, and counts that it was tried and whether it came about. It answers, or fails, as the work does.
 */
export declare function observeConnection<T>(metrics: MetricsSink, work: () => T): T;

/** What one operation took, twice. */
export interface MeasuredTwice {
    readonly withPolicySeconds: number;
    readonly withoutSeconds: number;
}

/**
 * Tells how much longer an operation takes with its row-level policy: never less than nought, as one that happened to
 * be faster saved nothing by it. Both are to be measured on rows that anybody may see, as of a canary.
 */
export declare function observeOverhead(metrics: MetricsSink, operation: string, { withPolicySeconds, withoutSeconds }: MeasuredTwice): void;

/** A query as it is counted: never its text, and no value from it. */
export interface ObservedQuery {
    /** `select`, `insert`, the name of a statement. */
    readonly type: string;
    readonly table: string;
    /** Whether a row-level policy applies to it. @default true */
    readonly policy?: boolean;
    readonly monotonic?: MonotonicClock;
}

/**
 * Does the work and measures it as a query, to the end of its promise, also where it fails. It answers, or fails, as
 * the work does.
 */
export declare function observeQuery<T>(metrics: MetricsSink, { type, table, policy, monotonic }: ObservedQuery, work: () => T): T;

/** A synchronisation as it is counted. */
export interface ObservedSync {
    readonly dataType: string;
    readonly operation: 'create' | 'read' | 'update' | 'delete' | 'list';
    /** Why it failed, as a word of a short list; never the message. @default the error's name */
    readonly reasonOf?: (error: unknown) => string;
}

/**
 * Synchronises, and counts that it was begun and how it ended. It answers, or fails, as the work does.
 */
export declare function observeSync<T>(metrics: MetricsSink, { dataType, operation, reasonOf }: ObservedSync, work: () => T): T;

/** What a pool says of itself: `pg`'s does. */
export interface CountedPool {
    readonly totalCount: number;
    readonly idleCount: number;
    readonly waitingCount?: number;
}

/** The same of any other: tarn's is `() => ({ active: pool.numUsed(), idle: pool.numFree() })`. */
export type PoolCounts = () => {
    readonly active: number;
    readonly idle: number;
    readonly waiting?: number;
};

/**
 * Reads a pool's connections at every scrape, until the answer is called. It holds none, and asks the database nothing.
 *
 * @throws TypeError for a pool that counts nothing.
 */
export declare function poolGauges(metrics: Pick<Metrics, 'collect'>, pool: CountedPool | PoolCounts, name?: string): Cancel;

/** A login, and why it failed if it did: a reason from a short list, never a name. */
export interface LoginAttempt {
    readonly method: string;
    readonly failure?: string | undefined;
}

/**
 * Counts a login that was tried, and one that failed with its reason.
 */
export declare function recordLogin(metrics: MetricsSink, { method, failure }: LoginAttempt): void;

/** How things stand; what is not said stays as it was. */
export interface Posture {
    /** 0 to 5. */
    readonly threatLevel?: number;
    /** 0 to 100, by standard. */
    readonly compliance?: Readonly<Record<string, number>>;
    /** 0 to 100. */
    readonly responseReadiness?: number;
    /** A share, 0 to 1: the percentage is made of it. */
    readonly detectionCoverage?: number;
}

/**
 * Says how things stand, each score clamped to its range: a level of 7 is 5, and what is no number is dropped and counted.
 */
export declare function recordPosture(metrics: MetricsSink, { threatLevel, compliance, responseReadiness, detectionCoverage }: Posture): void;

/**
 * Adds a score to its histogram, clamped to what scores are: 0 to 1.
 */
export declare function recordScore(metrics: MetricsSink, of: 'threat' | 'attack' | 'risk', score: number): void;

/** Measures security contexts: who a transaction acts for, as the database is told. */
export interface SecurityContexts {
    /** Measures making one. It answers, or fails, as the work does; so do the others. */
    creating<T>(work: () => T): T;
    /** Measures checking one. */
    validating<T>(work: () => T): T;
    /** One more is in use while the work is under way. */
    during<T>(work: () => T): T;
    /** One more is in use, until the answer is called, as often as one likes, or disposed of. */
    enter(): Leave;
}

/**
 * Measures how long security contexts take to make and to check, and how many are in use.
 */
export declare function securityContexts(metrics: MetricsSink, options?: {
    readonly monotonic?: MonotonicClock;
}): SecurityContexts;

/** One connection. */
export interface OpenWebSocket {
    received(): void;
    sent(): void;
    /** It is over: the first call alone counts, so that it may be called for `error` and for `close`. */
    readonly closed: Leave;
}

/** Counts upgrades of one route, and what goes over them. */
export interface WebSockets {
    /** An upgrade that a guard refused. */
    denied(): void;
    /** One that broke. */
    failed(): void;
    /** One that came about: the connection is open until it is closed. */
    accepted(): OpenWebSocket;
}

/**
 * Counts WebSockets of a route: the template, never the path.
 */
export declare function webSockets(metrics: MetricsSink, route: string): WebSockets;

// exported nowhere, but spoken of above

/** Why labels are changed: the metric has all the series it may have, the label all its values, the value is not in the list, is no text, is longer than 128; the label is none of the metric's. */
export declare const alteredReasons: readonly ["series_cap", "label_cap", "not_allowed", "not_text", "too_long", "unknown_label"];

/** Why measurements are not taken: no finite number, a counter that would fall, a sum no number can hold, the wrong verb for the kind, a definition with mistakes or of another shape than the one that has the name, too many metrics, a gauge set in a metric that is full, labels that throw when they are read. */
export declare const droppedReasons: readonly ["not_finite", "negative", "too_large", "wrong_kind", "bad_definition", "other_shape", "too_many_metrics", "series_cap", "threw"];

/** What may fail at a scrape or a flush: a collector that threw or was too slow, a backend that did, a line that is longer than a datagram, what tells of traces. */
export declare const failedParts: readonly ["collector_threw", "collector_late", "backend_threw", "backend_late", "line_too_long", "exemplar_threw"];

/** What all families of one `createMetrics` share. */
export interface FamilyHome {
    readonly prefix: string;
    readonly constantLabels: ConstantLabels;
    readonly notes: Notes;
    /** Series that a metric may have. */
    readonly most: number;
    readonly idleMs: number;
    /** Monotonic milliseconds. */
    now(): number;
    /** The trace of what is being measured. */
    readonly exemplar?: (() => Readonly<Record<string, string>> | undefined) | undefined;
    /** Milliseconds since the epoch. */
    clock(): number;
    begun(cell: Cell): void;
    ended(cell: Cell): void;
}

/** What metrics note of themselves, in cells of their own. */
export interface Notes {
    dropped(reason: DroppedReason): void;
    altered(reason: AlteredReason): void;
    failed(part: FailedPart): void;
    expired(): void;
}

interface Data {
    readonly descriptor: {
        readonly name: string;
        readonly description: string;
        readonly unit: string;
        /** A double. */
        readonly valueType: 1;
    };
    /** Of what came since the last collection, or since the start. */
    readonly aggregationTemporality: 0 | 1;
}

/** What {@link PlainMetrics} answers. */
export interface AllMetrics {
    readonly counters: Readonly<Record<string, number>>;
    readonly gauges: Readonly<Record<string, number>>;
    readonly timers: Readonly<Record<string, {
        readonly count: number;
        readonly sumMs: number;
    }>>;
}

type Answered = {
    readonly http_request_method: HttpMethod;
    /** The template; `unmatched` where no route was. */
    readonly http_route: string;
    readonly http_response_status_code: string;
    /** `aborted`, or the status from 500 on. */
    readonly error_type: string;
};

/** The methods that HTTP's own documents define, and what stands for all others. */
export type HttpMethod = (typeof httpMethods)[number];

declare const workerStates: readonly ["answered", "late", "silent"];

type NodeMetric = `delay${'Min' | 'Max' | 'Mean' | 'Stddev' | 'P50' | 'P90' | 'P99'}` | `heap${'Limit' | 'Used' | 'Available' | 'Physical' | 'Reserved' | 'InUse'}` | `${'virtual' | 'data'}Memory` | `${'open' | 'most'}Files` | 'utilization' | 'loopTime' | 'gc' | 'external' | 'arrayBuffers' | 'resources' | 'allResources' | 'version' | 'cpu' | 'memory' | 'startTime' | 'uptime';

type PromClientMetric = `cpu${'User' | 'System' | 'All'}` | `space${'Size' | 'Used' | 'Available'}` | 'gcByKind' | 'handles' | 'allHandles' | 'requests' | 'allRequests';

/** Who is stopped at the data, and what that costs. No label names a person, nor the process. */
declare const boundaries: {
    readonly boundaryViolations: MetricDefinition<{
        readonly violation_type: string;
        readonly table_name: string;
    }>;
    readonly authAttempts: MetricDefinition<{
        readonly auth_method: string;
        readonly result: 'success' | 'fail';
    }>;
    readonly authFailures: MetricDefinition<{
        readonly auth_method: string;
        readonly failure_reason: string;
    }>;
    readonly contextsActive: MetricDefinition<None>;
    readonly policyApplied: MetricDefinition<{
        readonly table_name: string;
    }>;
    readonly coverage: MetricDefinition<None>;
};

declare const costs: {
    readonly queryDuration: MetricDefinition<{
        readonly query_type: string;
        readonly table_name: string;
    }>;
    readonly rlsOverhead: MetricDefinition<{
        readonly operation_type: string;
    }>;
    readonly contextCreation: MetricDefinition<None>;
    readonly contextValidation: MetricDefinition<None>;
    readonly memoryUsage: MetricDefinition<{
        readonly component: string;
    }>;
    readonly poolActive: MetricDefinition<{
        readonly pool: string;
    }>;
    readonly poolIdle: MetricDefinition<{
        readonly pool: string;
    }>;
    readonly poolWaiting: MetricDefinition<{
        readonly pool: string;
    }>;
    readonly cacheHits: MetricDefinition<{
        readonly cache: string;
    }>;
    readonly cacheMisses: MetricDefinition<{
        readonly cache: string;
    }>;
};

type None = Readonly<Record<never, string>>;

/** Attacks, what was taken for one, and how sure one was. */
export declare const attackMetrics: {
    readonly attacksBlocked: MetricDefinition<{
        readonly attack_type: string;
        readonly severity: Severity;
    }>;
    readonly threatsDetected: MetricDefinition<{
        readonly threat_type: string;
        readonly source: string;
    }>;
    readonly threatScore: MetricDefinition<None>;
    readonly attackScore: MetricDefinition<None>;
    readonly riskScore: MetricDefinition<None>;
};

/** Who was refused, who is in, and what gave abuse away. */
export declare const abuseMetrics: {
    readonly authzDenials: MetricDefinition<{
        readonly resource: string;
        readonly action: string;
    }>;
    readonly activeSessions: MetricDefinition<None>;
    readonly captchaSuccesses: MetricDefinition<None>;
    readonly captchaFailures: MetricDefinition<None>;
    readonly honeypotHits: MetricDefinition<{
        readonly trap: string;
    }>;
    readonly suspiciousPatterns: MetricDefinition<{
        readonly pattern: string;
    }>;
};

/** What was done about it. */
export declare const operationMetrics: {
    readonly incidentEscalations: MetricDefinition<{
        readonly severity: Severity;
    }>;
    readonly ipBlocks: MetricDefinition<{
        readonly reason: string;
    }>;
    readonly wafRulesTriggered: MetricDefinition<{
        readonly rule: string;
    }>;
    readonly intrusionAttempts: MetricDefinition<{
        readonly attack_type: string;
    }>;
};

/** How long it takes. The means are derived from the histograms and not set: `derivedSecurityGauges`, or the help's PromQL. */
export declare const responseMetrics: {
    readonly detectionLatency: MetricDefinition<None>;
    readonly responseTime: MetricDefinition<None>;
    readonly mitigationTime: MetricDefinition<None>;
    readonly meanTimeToDetect: MetricDefinition<None>;
    readonly meanTimeToRespond: MetricDefinition<None>;
    readonly meanTimeToRemediate: MetricDefinition<None>;
};

/** How right it was. The rates are derived from the counters and not set: `derivedSecurityGauges`, or the help's PromQL. */
export declare const qualityMetrics: {
    readonly truePositives: MetricDefinition<ByDetection>;
    readonly falsePositives: MetricDefinition<ByDetection>;
    readonly trueNegatives: MetricDefinition<ByDetection>;
    readonly falseNegatives: MetricDefinition<ByDetection>;
    readonly truePositiveRate: MetricDefinition<ByDetection>;
    readonly truePositivePercentage: MetricDefinition<ByDetection>;
    readonly falsePositiveRate: MetricDefinition<ByDetection>;
    readonly falsePositivePercentage: MetricDefinition<ByDetection>;
    readonly anomaliesDetected: MetricDefinition<{
        readonly anomaly_type: string;
    }>;
};

/** How things stand. Scores are clamped by `recordPosture`. */
export declare const postureMetrics: {
    readonly threatLevel: MetricDefinition<None>;
    readonly activeThreats: MetricDefinition<{
        readonly threat_type: string;
    }>;
    readonly blockedIps: MetricDefinition<None>;
    readonly complianceScore: MetricDefinition<ByStandard>;
    readonly vulnerabilities: MetricDefinition<{
        readonly severity: Severity;
    }>;
    readonly detectionCoverage: MetricDefinition<None>;
    readonly detectionCoveragePercentage: MetricDefinition<None>;
    readonly responseReadiness: MetricDefinition<None>;
    readonly alertsPending: MetricDefinition<None>;
};

/** What standards and policies ask for. */
export declare const complianceMetrics: {
    readonly complianceViolations: MetricDefinition<ByStandard>;
    readonly policyUpdates: MetricDefinition<{
        readonly policy: string;
    }>;
    readonly policyVersion: MetricDefinition<{
        readonly policy: string;
        readonly version: string;
    }>;
};

/** How bad it is, from what need not be looked at to what gets somebody up at night. */
export declare const severities: readonly ["info", "low", "medium", "high", "critical"];

/** Labels that are on every line. */
export type ConstantLabels = readonly (readonly [name: string, value: string])[];

/** The methods that HTTP's own documents define, and what stands for all others. */
export declare const httpMethods: readonly ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "_OTHER"];

type None = Readonly<Record<never, string>>;

type None = Readonly<Record<never, string>>;

type None = Readonly<Record<never, string>>;

type None = Readonly<Record<never, string>>;

type ByDetection = {
    readonly detection_type: string;
};

type None = Readonly<Record<never, string>>;

type ByStandard = {
    readonly compliance_standard: string;
};
