import type { LogReport } from '../../src/log-report.ts'
import { readVerifierKeys } from '../../src/note.ts'
import type { NoteVerifier } from '../../src/note-key.ts'
import { type VerifyDiskOptions, verifyDisk } from '../../src/verify-disk.ts'
import { diskOf, known, type LogFiles, origin } from './write-log.ts'

/** Verifies each signature once: what is attacked a hundred thousand times has the same ones. */
const remembering = (verifier: NoteVerifier): NoteVerifier => {
  const answers = new Map<string, boolean>()
  return {
    ...verifier,
    verify(text, signature) {
      const asked = Buffer.concat([text, signature]).toString('latin1')
      const answer = answers.get(asked) ?? verifier.verify(text, signature)
      answers.set(asked, answer)
      return answer
    },
  }
}

const verifiers = readVerifierKeys('keys', known.keys).map(remembering)

/** What is found of a log of {@link known}. */
export const verified = async (
  files: LogFiles,
  options: Partial<VerifyDiskOptions> = {},
): Promise<LogReport> => (await verifyDisk(diskOf(files), { origin, verifiers, ...options })).report

/** The codes of the faults, in their order. */
export const codesOf = ({ faults }: LogReport): string[] => faults.map(({ code }) => code)
