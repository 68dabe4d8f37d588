// Hand-offs, in Russian.
import type { HandOffTexts } from './hand-off.ts';

export const HAND_OFF_RU: HandOffTexts = {
  reasons: {
    'not-a-fit': 'Не наш клиент',
    'no-budget': 'Нет бюджета',
    'not-now': 'Не сейчас',
    'not-reached': 'Не удалось связаться',
    duplicate: 'Уже известен',
    other: 'Другая причина',
  },
  desk: {
    title: (to) => `Лид для воронки «${to}»`,
    handed: (from, time) => `Передан из «${from}», ${time}.`,
    unknown: 'Посетитель, чей адрес почты неизвестен',
    accept: 'Принять лид',
    giveBack: 'Или вернуть',
    giveBackText: 'Выберите причину: достаточно одного нажатия.',
    note: 'Примечание, если есть что добавить',
    accepted: { title: 'Принято', text: 'Лид теперь ваш. В отчётах это видно в течение минуты.' },
    returned: { title: 'Возвращено', text: 'Лид снова у маркетинга, с вашей причиной.' },
    already: {
      title: 'Ответ уже дан',
      accepted: (time) => `Этот лид принят ${time}. Учитывается первый ответ.`,
      returned: (time, reason) => `Этот лид возвращён ${time}: ${reason}. Учитывается первый ответ.`,
    },
    unclear: 'Ответа нет: нажмите одну из кнопок.',
    gone: { title: 'Здесь ничего не ждёт', text: 'Лид удалён или больше не передан.' },
    expired: {
      title: 'Срок ссылки истёк',
      text: 'Попросите новую: владелец отправит её со страницы лида.',
    },
    forged: {
      title: 'Ссылка не работает',
      text: 'Возможно, она обрезана. Откройте её из письма ещё раз.',
    },
  },
  mail: {
    answer: 'Принять или вернуть',
    until: (time) => `Ссылка действует до ${time}.`,
    came: 'Источник',
    sent: (form, time) => `${form}, ${time}`,
  },
  lead: {
    waiting: 'Ждёт отдел продаж',
    accepted: (time) => `Принят отделом продаж, ${time}`,
    returned: (time, reason) => `Возвращён отделом продаж, ${time}: ${reason}`,
  },
  list: {
    field: 'Передача',
    waiting: 'ждёт отдел продаж',
    title: 'Кто ждёт отдел продаж',
    text: 'Контакты, которые переданы и ещё без ответа; сначала те, кто ждёт дольше.',
    since: (time) => `ждёт отдел продаж с ${time}`,
  },
  report: {
    title: 'Принято отделом продаж',
    answered: (accepted, of, share) => `Принято отделом продаж: ${accepted} из ${of} (${share}).`,
    time: (median, p90) => `Медианное время от передачи: ${median}; 9 из 10 за ${p90}.`,
    returned: (leads) => `Возвращено: ${leads}.`,
    waiting: (leads) => `Пока без ответа: ${leads}.`,
    speed: 'Принято через',
    within: (time) => `до ${time}`,
    later: 'дольше',
    leads: 'Лиды',
    speedText:
      'Из принятых так быстро — кто дошёл до каждого этапа с этого момента. Кто был там раньше, в долю не входит.',
    before: (leads) => `были раньше: ${leads}`,
    given: (to) => `Переданы в «${to}»`,
    received: (from) => `Приняты из «${from}»`,
  },
};
