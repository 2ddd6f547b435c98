import type { DecisionOptions } from './decide.ts'
import type { RequestOptions } from './request-view.ts'

/** What an adapter's `guarded(guard, options)` takes: how to decide, and how to see the request. */
export interface AdapterOptions<T extends object = object>
  extends DecisionOptions<T>,
    RequestOptions {}

/** Their names: an adapter passes all of them on, to whatever takes some. */
export const adapterOptions: readonly string[] =
  'metrics audit onError whenAuditFails describe clientAddress bodyLimit newId'.split(' ')
