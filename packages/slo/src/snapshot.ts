/** What a recorder knows, as JSON. */
export interface Snapshot {
  readonly slo: string
}
