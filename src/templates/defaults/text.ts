/** The words a template set starts with, by `TYPE AUDIENCE CHANNEL`; subject and body are Liquid. */
export type DefaultTexts = Readonly<Record<string, { subject?: string; body: string }>>
