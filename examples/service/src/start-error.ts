/** EX_CONFIG of sysexits.h: whoever looks after the process need not start it again. */
export const badConfiguration = 78

/** EX_TEMPFAIL of sysexits.h: what is wrong may be over by the next time. */
export const tryAgain = 75

/** Why the service does not start: in one line, for whoever starts it. */
export class StartError extends Error {
  override readonly name = 'StartError'
  readonly exitCode: typeof badConfiguration | typeof tryAgain

  constructor(message: string, options: ErrorOptions & Pick<StartError, 'exitCode'>) {
    super(message, options)
    this.exitCode = options.exitCode
  }
}
