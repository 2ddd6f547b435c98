export { type FileSourceOptions, fileSource } from './sources/file-source.ts'
