import type { Question } from './question';

export const document: Question<'document'> = (doc) => Promise.resolve(doc.info);
