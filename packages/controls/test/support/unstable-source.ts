import { type ControlsSource, type SourceListener, settingsSource } from '@sallyport/controls'

/** A source that fails as it is told. */
export interface UnstableSource extends Required<ControlsSource> {
  mode: 'up' | 'rejects' | 'hangs'
  /** Whether it can be listened to. */
  deaf: boolean
  reads: number
  /** Everybody who listens hears that the feed is lost, or back. */
  feed(state: 'lost' | 'restored'): void
}

/** Values in memory, behind a connection that breaks. */
export function unstableSource(settings: object = {}): UnstableSource {
  const inner = settingsSource({ ...settings })
  const listeners = new Set<SourceListener>()
  const through = <T>(run: () => T): T | Promise<T> => {
    if (made.mode === 'hangs') return new Promise<T>(() => {})
    if (made.mode === 'rejects') return Promise.reject(new Error('redis://user:pass@host is down'))
    return run()
  }
  const made: UnstableSource = {
    ...{ mode: 'up', deaf: false, reads: 0 },
    read() {
      made.reads++
      return through(inner.read as () => Awaited<ReturnType<typeof inner.read>>)
    },
    write: (flags, version) => through(() => inner.write(flags, version) as boolean),
    watch(listener) {
      if (made.deaf) throw new Error('deaf')
      listeners.add(listener)
      const unwatch = inner.watch(listener) as () => void
      return () => {
        listeners.delete(listener)
        unwatch()
      }
    },
    feed(state) {
      for (const { lost, restored } of listeners) {
        if (state === 'lost') lost(new Error('lost'))
        else restored()
      }
    },
  }
  return made
}
