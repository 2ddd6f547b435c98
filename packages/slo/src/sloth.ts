export {
  type FromSlothOptions,
  fromSloth,
  type SlothNote,
  type SlothSpecs,
} from './sloth/from-sloth.ts'
