import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { badConfiguration, StartError, tryAgain } from './start-error.ts'
import { urlAt } from './url-at.ts'

/** Where to listen, and which settings say so. */
export interface Place {
  readonly host: string
  readonly port: number
  readonly named: string
}

/** Listens. Resolves to where; rejects with a StartError when that cannot be. */
export async function listening(
  server: Pick<Server, 'once' | 'off' | 'listen' | 'address'>,
  { host, port, named }: Place,
): Promise<string> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, host, () => {
        server.off('error', reject)
        resolve()
      })
    })
  } catch (cause) {
    const { message, code = '' } = cause as NodeJS.ErrnoException
    throw new StartError(`nobody can listen there: ${message}; correct ${named}`, {
      exitCode: passing.has(code) ? tryAgain : badConfiguration,
      cause,
    })
  }
  return urlAt(host, (server.address() as AddressInfo).port)
}

/** Somebody else has the port, or the name server does not answer: not for ever. */
const passing: ReadonlySet<string> = new Set(['EADDRINUSE', 'EAI_AGAIN'])
