/** What one record or event may weigh, wherever it comes in. */
export const maxRecordBytes = 64 * 1024;

export const tooLargeRecord = "must be at most 64 KB";
