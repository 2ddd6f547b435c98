import type { Disk } from './disk.ts'
import { replaceFile } from './disk-files.ts'
import type { Head } from './head.ts'
import { layout } from './layout.ts'

/** Makes a checkpoint the log's latest, durably. Where its entries end is written before: it is only a hint. */
export async function keepCheckpoint(disk: Disk, text: string, head: Head): Promise<void> {
  const { frontier, segment, offset } = head
  const position = JSON.stringify({ size: frontier.size, segment, offset })
  await replaceFile(disk, layout.position, Buffer.from(`${position}\n`))
  await replaceFile(disk, layout.checkpoint, Buffer.from(text))
}
