// What the page of paths says to the owner, in the languages that imbuto speaks.
import type { Locale } from '../../domain/config/config.ts';

export type PathTexts = {
  /** Also the name of the link to it. */
  readonly title: string;
  readonly text: string;
  readonly picture: string;
  /** What a reader who cannot see the picture is told. */
  readonly pictureText: (stages: string) => string;
  readonly legend: string;
  readonly entered: string;
  readonly implied: (n: string) => string;
  readonly returning: (n: string) => string;
  readonly ends: Readonly<Record<'won' | 'open' | 'ended' | 'lost', string>>;
  readonly lostOn: (event: string) => string;
  readonly flow: (from: string, to: string, n: string) => string;
  readonly table: string;
  readonly from: string;
  readonly to: string;
  readonly leads: string;
  readonly kind: string;
  readonly kinds: Readonly<Record<'entry' | 'next' | 'skip' | 'back' | 'end', string>>;
  readonly notesTitle: string;
  readonly notes: readonly string[];
  /** In order `reached`. */
  readonly impliedNote: string;
};

const EN: PathTexts = {
  title: 'Paths',
  text: 'The way that leads took from stage to stage, as it happened, and where it ended.',
  picture: 'From stage to stage',
  pictureText: (stages) => `How leads went from stage to stage. ${stages}`,
  legend: 'A band is as wide as its leads are many. Point at one to read it; the table has them all.',
  entered: 'entered',
  implied: (n) => `counted as a later stage implies it: ${n}`,
  returning: (n) => `returning: ${n}`,
  ends: { won: 'came to the last stage', open: 'still in time', ended: 'window ended', lost: 'lost' },
  lostOn: (event) => `lost by “${event}”`,
  flow: (from, to, n) => `${from} → ${to}: ${n}`,
  table: 'Every step and every end',
  from: 'From',
  to: 'To',
  leads: 'Leads',
  kind: 'How',
  kinds: { entry: 'entry', next: 'next stage', skip: 'skipped stages', back: 'came back', end: 'end' },
  notesTitle: 'How it counts',
  notes: [
    'A lead comes to each stage once in an attempt, with the event that filled it. Where several stages were filled at one instant, the earlier stage comes first.',
    'What came to a stage is what entered there and what came from other stages; it is also what went on and what ended there.',
    'A lead that came to the last stage is not lost, whatever stage came after it. A lead that has time left is not called lost.',
  ],
  impliedNote:
    'This funnel counts a stage also where only a later one happened. Such leads pass it by here, so that a stage can have fewer leads than in the report.',
};

const IT: PathTexts = {
  title: 'Percorsi',
  text: 'La strada che i lead hanno fatto da fase a fase, com’è avvenuta, e dove è finita.',
  picture: 'Da fase a fase',
  pictureText: (stages) => `Come i lead sono andati da fase a fase. ${stages}`,
  legend: 'Una fascia è larga quanto sono i suoi lead. Puntala per leggerla; la tabella le ha tutte.',
  entered: 'entrati',
  implied: (n) => `contati perché una fase successiva la sottintende: ${n}`,
  returning: (n) => `di ritorno: ${n}`,
  ends: {
    won: 'arrivati all’ultima fase',
    open: 'ancora in tempo',
    ended: 'finestra finita',
    lost: 'persi',
  },
  lostOn: (event) => `persi per «${event}»`,
  flow: (from, to, n) => `${from} → ${to}: ${n}`,
  table: 'Ogni passo e ogni fine',
  from: 'Da',
  to: 'A',
  leads: 'Lead',
  kind: 'Come',
  kinds: {
    entry: 'entrata',
    next: 'fase successiva',
    skip: 'fasi saltate',
    back: 'tornati indietro',
    end: 'fine',
  },
  notesTitle: 'Come conta',
  notes: [
    'In un tentativo un lead arriva a ogni fase una volta, con l’evento che l’ha riempita. Se più fasi sono riempite nello stesso istante, viene prima quella precedente.',
    'Chi è arrivato a una fase vi è entrato o è venuto da altre fasi; ed è anche chi è andato avanti o si è fermato lì.',
    'Chi è arrivato all’ultima fase non è perso, qualunque fase sia venuta dopo. Chi ha ancora tempo non è mai detto perso.',
  ],
  impliedNote:
    'Questo funnel conta una fase anche quando è avvenuta solo una successiva. Qui questi lead la saltano: una fase può avere meno lead che nel report.',
};

const RU: PathTexts = {
  title: 'Пути',
  text: 'Путь лидов от этапа к этапу, как он был на самом деле, и где он закончился.',
  picture: 'От этапа к этапу',
  pictureText: (stages) => `Как лиды шли от этапа к этапу. ${stages}`,
  legend: 'Ширина полосы — число лидов. Наведите на полосу, чтобы прочитать; в таблице есть все.',
  entered: 'вошли',
  implied: (n) => `учтены, так как был более поздний этап: ${n}`,
  returning: (n) => `повторно: ${n}`,
  ends: {
    won: 'дошли до последнего этапа',
    open: 'время ещё есть',
    ended: 'окно закончилось',
    lost: 'потеряны',
  },
  lostOn: (event) => `потеряны: «${event}»`,
  flow: (from, to, n) => `${from} → ${to}: ${n}`,
  table: 'Все шаги и все концы',
  from: 'Откуда',
  to: 'Куда',
  leads: 'Лиды',
  kind: 'Как',
  kinds: {
    entry: 'вход',
    next: 'следующий этап',
    skip: 'пропустили этапы',
    back: 'вернулись',
    end: 'конец',
  },
  notesTitle: 'Как считается',
  notes: [
    'За одну попытку лид приходит на каждый этап один раз, с тем событием, которое его заполнило. Если в один миг заполнено несколько этапов, первым идёт более ранний.',
    'Пришедшие на этап — это вошедшие на нём и пришедшие с других этапов; они же пошли дальше или остановились на нём.',
    'Кто дошёл до последнего этапа, не потерян, какой бы этап ни был после. Кому ещё хватает времени, потерянным не называется.',
  ],
  impliedNote:
    'Эта воронка считает этап и тогда, когда был только более поздний. Здесь такие лиды его минуют, поэтому на этапе может быть меньше лидов, чем в отчёте.',
};

const TEXTS: Readonly<Record<Locale, PathTexts>> = { en: EN, it: IT, ru: RU };

export function pathTexts(locale: Locale): PathTexts {
  return TEXTS[locale];
}
