import { vi } from 'vitest'

/** A second copy of this package, as a process has that loads it as a module and by `require`. */
export async function anotherCopy(): Promise<typeof import('@sallyport/core')> {
  vi.resetModules()
  return await import('@sallyport/core')
}
