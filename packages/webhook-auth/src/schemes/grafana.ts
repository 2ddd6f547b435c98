import { defineScheme } from '../define-scheme.ts'
import { demandKnown } from '../known-names.ts'
import type { Scheme } from '../scheme.ts'

/** What the contact point has in its settings. */
export interface GrafanaOptions {
  /** @default 'X-Grafana-Alerting-Signature' */
  readonly header?: string
  /** Give one, there and here: without it no time is signed. @default none */
  readonly timestampHeader?: string
}

/**
 * Grafana's alerts, of a contact point with an HMAC signature: with the names of headers that its settings have.
 *
 * @example
 * ```ts
 * import { sign, verifier } from '@sallyport/webhook-auth'
 * import { grafana } from '@sallyport/webhook-auth/schemes'
 *
 * const scheme = grafana({ timestampHeader: 'X-Grafana-Alerting-Timestamp' })
 * const secret = 'a secret of thirty-two letters..'
 * const check = verifier(scheme, { secrets: secret })
 * console.log(scheme.signs) // prints: {timestamp}:{body}
 * console.log(check(sign(scheme, { secret, body: '{}' })).ok) // prints: true
 * ```
 *
 * @throws TypeError for an option that there is not.
 */
export function grafana(options: GrafanaOptions = {}): Scheme {
  demandKnown('grafana()', options, 'header timestampHeader')
  const { header = 'X-Grafana-Alerting-Signature', timestampHeader } = options
  return defineScheme({
    id: 'grafana',
    sender: 'Grafana',
    mac: 'hmac-sha256',
    encoding: 'hex',
    signature: { header },
    ...(timestampHeader !== undefined && {
      timestamp: { header: timestampHeader, unit: 's' } as const,
    }),
    signed: timestampHeader === undefined ? '{body}' : '{timestamp}:{body}',
    source: 'https://github.com/grafana/alerting/blob/main/http/hmac.go',
    sourceRead: '2026-11-21',
    evidence: 'documentation',
  })
}
