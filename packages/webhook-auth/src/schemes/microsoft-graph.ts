import type { SignatureDenial } from '../catalog.ts'
import { defineScheme } from '../define-scheme.ts'
import type { Received } from '../delivery.ts'
import type { Reading, Scheme } from '../scheme.ts'

/**
 * Change notifications of Microsoft Graph without resource data: the `clientState` of your subscription, as it stands,
 * in each of them. It vouches for nothing that comes with it, so ask Graph for what has changed. Notifications with
 * resource data have tokens as well, which are not looked at here.
 */
export const microsoftGraph: Scheme = /* @__PURE__ */ defineScheme({
  id: 'microsoft-graph',
  sender: 'Microsoft Graph',
  mac: 'token',
  encoding: 'text',
  covers: 'none',
  signs: '{body}',
  toleranceSeconds: null,
  deliveryId: 'none',
  source:
    'https://learn.microsoft.com/en-us/graph/change-notifications-delivery-webhooks#processing-the-change-notification',
  sourceRead: '2026-11-21',
  evidence: 'documentation',
  read: readGraph,
  write: ({ body }, signature) => {
    const { value = [{}], ...rest } = JSON.parse(new TextDecoder().decode(body)) as Notifications
    const clientState = signature([body])
    const all = { ...rest, value: value.map((one) => ({ ...one, clientState })) }
    return { headers: {}, body: new TextEncoder().encode(JSON.stringify(all)) }
  },
})

interface Notifications {
  readonly value?: readonly object[]
}

function readGraph(received: Received): readonly Reading[] | SignatureDenial {
  const { value } = (received.json() ?? {}) as Readonly<Record<string, unknown>>
  if (!Array.isArray(value) || value.length === 0) return 'signature_missing'
  const states = new Set(value.map((one: unknown) => Object(one).clientState as unknown))
  const [state] = states
  if (typeof state !== 'string' || state === '') return 'signature_missing'
  // Of one with the state and one without, the second would come in with the first.
  if (states.size > 1) return 'signature_malformed'
  return [{ signatures: [state], signed: [received.body] }]
}
