// The public surface of @sallyport/network, by entry point.

// @sallyport/network

/**
 * An IP address. Its 128 bits stand in four words; an IPv4 address is in `d` alone, whether it was
 * written as IPv4 or mapped into IPv6 (`::ffff:192.0.2.1`): they are the same address.
 */
export interface Address {
    readonly version: 4 | 6;
    readonly a: number;
    readonly b: number;
    readonly c: number;
    readonly d: number;
}

/**
 * Reads an address, strictly: four decimal octets without leading zeros (RFC 6943 §3.1.1), or
 * RFC 4291 §2.2. No ports, brackets, spaces, octal, hexadecimal or short forms: what two programs
 * would read differently is not an address. A zone (`%eth0`) is allowed on link-local addresses
 * (fe80::/10), where it says nothing about who it is, and dropped.
 *
 * @returns undefined for anything else. Never throws.
 */
export declare function parseAddress(text: string): Address | undefined;

/** The one spelling of an address: dotted octets, or RFC 5952. */
export declare function formatAddress({ version, a, b, c, d }: Address): string;

/** How much of an address stays. */
export interface TruncateOptions {
    /** Leading bits of an IPv4 address that stay. @default 24 */
    readonly v4?: number;
    /** Leading bits of an IPv6 address that stay. @default 48 */
    readonly v6?: number;
}

/**
 * An address with its last bits zero, for logs that must not tell who it was, or to count a whole
 * network as one (a household has an IPv6 /64).
 *
 * @returns undefined when the text is no address.
 */
export declare function truncateAddress(text: string, { v4, v6 }?: TruncateOptions): string | undefined;

/**
 * Whether a list takes this as one of its entries: an address, or a network with no bits set after its
 * prefix. Never throws.
 */
export declare function isNetwork(text: string): boolean;

/** One line of a list. */
export interface NetworkEntry {
    /** An address or a network: `192.0.2.1`, `10.0.0.0/8`, `2001:db8::/32`. */
    readonly network: string;
    /** When it ends, in milliseconds since the epoch. @default never */
    readonly until?: number;
    /** Why it is here, for whoever reads the list. */
    readonly note?: string;
}

/** Who changes a list, and why: for the record. */
export interface ChangedBy {
    readonly actor?: AuditParty;
    readonly reason?: string;
}

/**
 * Which addresses are meant. It changes while requests are decided: each decision sees the list as it
 * was before a change or as it is after, never between. A change is recorded first and takes effect
 * when the record is written; it rejects, changing nothing, when that fails or an entry is bad.
 */
export interface NetworkList {
    /** Whether the address is covered now. What is no address is not. */
    has(address: string | Address): boolean;
    /** The entries that have not ended. */
    entries(): readonly NetworkEntry[];
    /** Adds entries; one for a network that is there already takes its place. */
    add(entries: readonly (NetworkEntry | string)[], by?: ChangedBy): Promise<void>;
    /** Takes networks off, in whatever spelling they were added. Resolves to how many entries that were. */
    remove(networks: readonly string[], by?: ChangedBy): Promise<number>;
    /** Puts other entries in the place of all. */
    replace(entries: readonly (NetworkEntry | string)[], by?: ChangedBy): Promise<void>;
}

/** How a list is kept. */
export interface NetworkListOptions {
    /** What the list is called in records and metrics. @default 'network' */
    readonly name?: string;
    /** @default records nothing */
    readonly audit?: AuditSink;
    /** @default measures nothing */
    readonly metrics?: MetricsSink;
    /** @default the machine's clock */
    readonly clock?: Clock;
}

/**
 * Compiles a list of addresses and networks.
 *
 * @throws RangeError naming every bad entry at once: none is skipped.
 */
export declare function networkList(entries: readonly (NetworkEntry | string)[], options?: NetworkListOptions): NetworkList;

/** Who may come in, by address. */
export interface FromNetworkOptions {
    /** Only these. Undefined is no rule; an empty list lets nobody in. */
    readonly allow?: NetworkList | readonly (NetworkEntry | string)[] | undefined;
    /** Never these, whatever `allow` says. */
    readonly deny?: NetworkList | readonly (NetworkEntry | string)[] | undefined;
}

/**
 * Lets requests in by the client's address. Deny beats allow; an address that is missing or cannot be
 * read is refused as soon as there is any rule. From outside all refusals look alike.
 */
export declare function fromNetwork(options: FromNetworkOptions): Guard<Nothing, NetworkDenial>;

/** Behind which proxies, and what they write. */
export interface ClientAddressOptions {
    /** The proxies' own addresses. What any other peer claims is not read. */
    readonly trustedProxies: NetworkList | readonly (NetworkEntry | string)[];
    /** The one header that the proxies append to; never both. @default 'x-forwarded-for' */
    readonly header?: 'x-forwarded-for' | 'forwarded';
    /** The most hops that are read. @default 32 */
    readonly maxHops?: number;
}

/**
 * The client's address behind proxies: for the adapters' option of that name. The header is read only
 * when the peer is a trusted proxy, from right to left, and the first address that is not a trusted
 * proxy's is the client's. Undefined, and so refused by `fromNetwork`, when a hop on the way cannot be
 * read or there are too many. When every hop is trusted, the left-most is the client.
 */
export declare function clientAddress(options: ClientAddressOptions): ClientAddress;

/** Why `fromNetwork` refuses. */
export type NetworkDenial = 'address_denied' | 'address_not_allowed' | 'address_unknown';

/** What lists record when they change. */
export declare const networkEvents: Readonly<Record<'added' | 'removed' | 'replaced', AuditEventType>>;

/** What lists measure. */
export declare const networkMetrics: {
    readonly changes: MetricDefinition<{
        readonly list: string;
        readonly change: 'added' | 'removed' | 'replaced';
    }>;
    readonly entries: MetricDefinition<{
        readonly list: string;
    }>;
};

/** The reasons for which `fromNetwork` refuses. From outside they look alike. */
export declare const networkReasons: Readonly<Record<NetworkDenial, ReasonDefinition>>;
