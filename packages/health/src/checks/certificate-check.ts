import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { connect } from 'node:tls'
import { type Check, type Clock, systemClock } from '@sallyport/core'
import { demandThresholds } from './demand-thresholds.ts'

/** Where a certificate is: its text, what reads it, or a server that shows it. */
export type CertificateSource = string | (() => string | Promise<string>) | TlsServer

/** A server that shows its certificate. */
export interface TlsServer {
  readonly host: string
  /** @default 443 */
  readonly port?: number
  /** Whose certificate is asked for. @default the host, where that is a name */
  readonly servername?: string
}

/** How long a certificate must still hold. */
export interface CertificateCheckOptions {
  /** With fewer days left it is degraded. @default 21 */
  readonly warnDays?: number
  /** With fewer days left it is not well. @default 2 */
  readonly failDays?: number
  readonly clock?: Clock
}

/**
 * Whether a certificate still holds, for long enough to get another. Only its dates are looked at: whether
 * it is trusted is for those who connect. Ask seldom: `everyMs: 3_600_000`.
 */
export function certificateCheck(
  source: CertificateSource,
  options: CertificateCheckOptions = {},
): Check {
  const { warnDays = 21, failDays = 2, clock = systemClock } = options
  demandThresholds('certificateCheck', options, { warnDays, failDays }, ['clock'])
  return async (signal) => {
    const certificate = await read(source, signal)
    const [from, to] = [certificate.validFrom, certificate.validTo].map((date) => Date.parse(date))
    const now = clock()
    const days = ((to as number) - now) / dayMs
    const isEarly = now < (from as number)
    return {
      ok: days >= failDays && !isEarly,
      degraded: days < warnDays,
      message: isEarly ? 'not valid yet' : `${Math.floor(days)} days left`,
      // Node has each part on a line of its own, and only one line is shown.
      detail: {
        subject: certificate.subject.replaceAll('\n', ', '),
        valid_to: new Date(to as number).toISOString(),
      },
    }
  }
}

const dayMs = 86_400_000

async function read(source: CertificateSource, signal: AbortSignal): Promise<X509Certificate> {
  if (typeof source === 'object') return shownBy(source, signal)
  return new X509Certificate(typeof source === 'string' ? source : await source())
}

function shownBy(
  { host, port = 443, servername = isIP(host) === 0 ? host : undefined }: TlsServer,
  signal: AbortSignal,
): Promise<X509Certificate> {
  signal.throwIfAborted()
  return new Promise((resolve, reject) => {
    // Untrusted and outdated ones are to be read, too. Nothing is sent.
    const socket = connect({
      host,
      port,
      ...(servername !== undefined && { servername }),
      rejectUnauthorized: false,
    })
    const abandon = (): void => void socket.destroy(signal.reason as Error)
    signal.addEventListener('abort', abandon, { once: true })
    socket.once('secureConnect', () => {
      const certificate = socket.getPeerX509Certificate()
      socket.destroy()
      if (certificate === undefined) reject(new Error('the server shows no certificate'))
      else resolve(certificate)
    })
    socket.once('error', reject)
    socket.once('close', () => {
      signal.removeEventListener('abort', abandon)
      reject(new Error('the server has closed the connection'))
    })
  })
}
