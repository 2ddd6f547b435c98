import type { Backend } from './backend.ts'
import type { Collectors } from './collectors.ts'
import type { Families } from './families.ts'
import type { Metrics } from './metrics.ts'
import type { Notes } from './notes.ts'

interface Sources {
  readonly families: Families
  readonly collectors: Collectors
  readonly backends: readonly Backend[]
  readonly notes: Notes
  readonly expires: boolean
}

/** The verbs of `Metrics` that give everything there is. */
export function pagesOf({
  families,
  collectors,
  backends,
  notes,
  expires,
}: Sources): Pick<Metrics, 'families' | 'gather' | 'flush' | 'close'> {
  let closed: Promise<void> | undefined
  const ask = async (verb: 'flush' | 'close'): Promise<void> => {
    await Promise.all(
      backends.map(async (backend) => {
        try {
          await backend[verb]?.()
        } catch {
          notes.failed('backend_threw')
        }
      }),
    )
  }
  const gather: Metrics['gather'] = async () => {
    await collectors.gather()
    for (const family of families.all()) family.expire(expires)
    return families.all()
  }
  const flush = async (): Promise<void> => {
    await gather()
    await ask('flush')
  }
  return {
    families: () => families.all(),
    gather,
    flush,
    close() {
      closed ??= flush().then(() => ask('close'))
      return closed
    },
  }
}
