/**
 * The few things a log asks of a file system. Paths begin at the log's directory and have slashes. What
 * fails rejects with the system's own code (`ENOENT`, `EEXIST`, `ENOSPC`, `EIO`).
 */
export interface Disk extends ReadableDisk {
  /** `create` makes the file, which must not be there; `write` and `read` want it there. */
  open(path: string, how: 'read' | 'write' | 'create'): Promise<DiskFile>
  rename(from: string, to: string): Promise<void>
  remove(path: string): Promise<void>
  /** The names in a directory, sorted, those of directories with a slash behind; none where it is missing. */
  list(path: string): Promise<readonly string[]>
  /** Makes a directory, and those above it, where they are missing. When it resolves, they survive a power cut. */
  makeDirectory(path: string): Promise<void>
  /** When it resolves, what was made, renamed and removed in this directory survives a power cut. */
  syncDirectory(path: string): Promise<void>
}

/** What a reader asks of a disk: whoever has no more cannot change the log. */
export interface ReadableDisk {
  open(path: string, how: 'read'): Promise<ReadableFile>
  list(path: string): Promise<readonly string[]>
}

/** A file that is open for reading. */
export interface ReadableFile {
  size(): Promise<number>
  /** How many bytes were read; fewer than asked for at the end of the file, and perhaps elsewhere. */
  read(into: Uint8Array, position: number): Promise<number>
  close(): Promise<void>
}

/** An open file. */
export interface DiskFile extends ReadableFile {
  /**
   * How many bytes were written, and they may be fewer: a full disk takes what fits and says nothing;
   * only the next write fails.
   */
  write(bytes: Uint8Array, position: number): number | Promise<number>
  /** When it resolves, the bytes survive a power cut. When it rejects, nobody knows which do. */
  datasync(): Promise<void>
  truncate(length: number): Promise<void>
}
