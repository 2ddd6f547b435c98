import { unlessMissing, writeAll } from '../../src/disk-files.ts'
import { takeLock } from '../../src/lock.ts'
import { nodeDisk } from '../../src/node-disk.ts'

/** The least there is to a log: numbered lines in a file, and no more than one writer. */
export async function open(directory: string): Promise<(text: string) => Promise<number>> {
  const disk = nodeDisk(directory)
  await disk.makeDirectory('')
  const lock = await takeLock(directory)
  const found = await disk.open('lines', 'write').catch(unlessMissing)
  const file = found ?? (await disk.open('lines', 'create'))
  const content = Buffer.alloc(await file.size())
  await file.read(content, 0)
  let [end, next] = [content.lastIndexOf('\n') + 1, content.toString().split('\n').length - 1]
  return async (text) => {
    // Kept for as long as it is written: a lock that nobody has is closed by the garbage collector.
    if (!lock.stillMine()) throw new Error('the lock is gone')
    const line = Buffer.from(`${next} ${text}\n`)
    await writeAll(file, line, end)
    await file.datasync()
    end += line.length
    return next++
  }
}
