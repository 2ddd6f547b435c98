import { type Denied, deny } from '@sallyport/core'
import { apiKeyReasons, type KeyDenial } from './catalog.ts'

/** Hears what the store could not do. */
export type OnStoreError = (error: unknown) => void

/** Tells of an error, whatever the listener does: it must not become somebody else's. */
export function contained(listener: OnStoreError): OnStoreError {
  if (typeof listener !== 'function') {
    throw new TypeError(`api-keys: "onStoreError" must be a function, got ${String(listener)}`)
  }
  return (error) => {
    const tell = async (): Promise<void> => listener(error)
    tell().catch(() => {})
  }
}

const { status } = apiKeyReasons.key_store_unavailable
const headers = Object.freeze({ 'retry-after': '1' })

/** Nobody is let in by a store that cannot say who they are. */
export const storeUnavailable = (cause: unknown): Denied<KeyDenial> =>
  deny('key_store_unavailable', status, { shown: 'unavailable', headers, cause })
