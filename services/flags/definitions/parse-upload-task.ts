import { serveParts } from '../../../kit/worker-pool/serve-task.ts'
import { parseInParts } from './parse-upload.ts'

/** Thousands of flags in one file. */
serveParts(parseInParts)
