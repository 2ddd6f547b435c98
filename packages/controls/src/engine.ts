import { noMetrics, systemClock, systemTimers } from '@sallyport/core'
import { type Board, boardOf } from './board.ts'
import { controlsMetrics } from './catalog.ts'
import { type NotWritten, type Wish, type Written, writeChange } from './change.ts'
import type { ControlsOptions, SetResult } from './controls.ts'
import { type Entries, readEntries } from './entry.ts'
import type { Definition, ValuesOf } from './flag.ts'
import { type Journal, journalOf } from './journal.ts'
import { type Link, linkTo } from './link.ts'
import type { Change } from './snapshot.ts'
import type { StoredFlags } from './source.ts'
import { settingsSource } from './sources/settings-source.ts'

/** What moves values between a source and what is shown. */
export interface Engine {
  readonly board: Board
  readonly link: Link
  readonly journal: Journal
  set(wish: Wish): Promise<SetResult>
  close(): void
}

/** The engine of flags; `replaced` gets all values whenever one is different. */
export function engineOf<D extends Definition>(
  definition: D,
  options: ControlsOptions<D>,
  replaced: (values: ValuesOf<D>) => void,
): Engine {
  const { source = settingsSource(), clock = systemClock, timers = systemTimers } = options
  const { metrics = noMetrics } = options
  const journal = journalOf(options)
  const { failed, contained } = journal
  let closed = false
  const undo = (): void => {
    if (source.write !== undefined && !closed) void write().catch(failed)
  }
  const board = boardOf(definition, {
    ...{ clock, timers, journal, replaced },
    due(changes) {
      record(changes, board.entries)
      undo()
    },
  })
  // Where it can be written down, whoever does that records it: one of all instances.
  const record = (changes: readonly Change[], were: Entries): void => {
    for (const change of changes) {
      const { name, to, by } = change
      const was = were.get(name)
      const isUndone =
        was?.until !== undefined && to === (was.before?.value ?? definition[name]?.default)
      if (source.write !== undefined && (isUndone || by !== undefined)) continue
      journal.moved(isUndone ? 'reverted' : 'changedOutside', change)
    }
  }
  const take = (flags: StoredFlags, origin: 'start' | 'source' | 'set'): readonly string[] => {
    const { entries, faults } = readEntries(definition, flags)
    journal.rejected(faults)
    if (faults.length > 0) return faults
    const were = board.entries
    board.age(false)
    const changes = board.show(entries, origin)
    if (link.status.loaded) record(changes, were)
    if ([...entries.values()].some(({ until = Infinity }) => until <= clock())) undo()
    return faults
  }
  const link = linkTo({
    ...{ source, timers, failed, contained },
    ...{ pollMs: options.pollMs ?? 30_000, timeoutMs: options.timeoutMs ?? 5_000 },
    accept: ({ flags }) => take(flags, link.status.loaded ? 'source' : 'start'),
    asked({ problem }) {
      contained(() => metrics.set(controlsMetrics.sourceUp, problem === undefined ? 1 : 0))
      board.age(problem !== undefined)
    },
  })
  const writing = { definition, source, now: clock, answer: link.answer }
  const write = (wish?: Wish): Promise<Written | NotWritten> =>
    link.inTurn(async () => {
      if (closed) throw new Error('controls: set() comes too late: it is closed')
      const written = await writeChange(writing, wish)
      if (!written.ok) return written
      for (const one of written.reverted) journal.moved('reverted', one)
      const { set } = written
      if (wish && set) journal.set(wish, set)
      if (!closed) take(written.flags, set ? 'set' : 'source')
      return written
    })
  return {
    ...{ board, link, journal, set: (wish) => resultOf(write(wish), wish, { journal, link }) },
    close() {
      closed = true
      board.close()
      link.close()
    },
  }
}

async function resultOf(
  writing: Promise<Written | NotWritten>,
  wish: Wish,
  { journal, link }: Pick<Engine, 'journal' | 'link'>,
): Promise<SetResult> {
  const written = await writing.catch((error: unknown) => {
    journal.failed(error)
    journal.refused(wish, 'unavailable')
    // It may have been written all the same.
    void link.refresh()
    throw error
  })
  if (!written.ok) {
    journal.refused(wish, written.reason)
    return written
  }
  return { ok: true, ...(written.set as NonNullable<Written['set']>) }
}
