/** Of the data of one event, as JSON. `publish` refuses what is larger: whatever grows is cut by whoever publishes it. */
export const largestEventBytes = 1_048_576
/** What grows with use is cut to this, so that it comes nowhere near. */
export const shortenedEventBytes = largestEventBytes / 4

/** What `POST /internal/events` takes: a batch, or one event, with room for its envelope and for what is escaped longer. */
export const eventsBodyLimit = 4 * largestEventBytes

/** What is carried at once; an event that is larger by itself (an older program published it) travels alone. */
export const batchBytes = eventsBodyLimit / 4
export const batchEvents = 200
