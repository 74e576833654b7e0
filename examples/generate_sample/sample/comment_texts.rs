//! Sentences for the open question. All people, addresses and numbers are invented; the telephone
//! numbers are from the range kept for fiction, the card number is a payment test number.

/// Praise by subject: delivery, network, price, staff, waiting on the phone, app, bills, contract.
pub const GOOD: [&[&str]; 8] = [
    &[
        "The new phone was here the next morning.",
        "Delivery came on the day that was promised.",
        "Ordered on Monday, parcel on Tuesday, nothing to complain about.",
        "The SIM card arrived quickly and worked at once.",
    ],
    &[
        "Good coverage, even in the cellar.",
        "The network is fast and I never lose a call.",
        "Signal on the train is much better than with my old provider.",
        "Reception in our village is excellent now.",
    ],
    &[
        "Fair price for what I get.",
        "Good value, and no surprises.",
        "Cheaper than the others and still good.",
        "I like that the price stays the same after the first year.",
    ],
    &[
        "The woman in the shop was patient and explained everything.",
        "Friendly staff who know what they are talking about.",
        "I was treated like a person, not like a number.",
        "The adviser called back as promised and solved it.",
        "Very helpful young man, \"nothing is a trouble\" he said.",
    ],
    &[
        "I got through on the phone within a minute.",
        "Hardly any wait when I called.",
        "Short queue, and a real person answered.",
    ],
    &[
        "The app does what I need.",
        "I changed my tariff in the app in two minutes.",
        "The new app is so easy, everything is where I look for it.",
        "Topping up in the app is simple now.",
    ],
    &["Bills are clear and correct.", "The bill is easy to read.", "A mistake on the bill was corrected the same day."],
    &[
        "Changing my contract was easy.",
        "I could leave the old tariff without a fight.",
        "Moving my number took one day, as they said.",
        "Switching the whole office, twelve lines, went without a hitch.",
    ],
];

/// Complaints, by the same subjects.
pub const BAD: [&[&str]; 8] = [
    &[
        "The delivery was a week late and nobody told me.",
        "The courier never rang the bell and took the parcel back.",
        "I waited at home two days for a parcel that did not come.",
        "Delivery late again, third time this year.",
        "The courier left my phone with a neighbour I do not know.",
        "My parcel was lost, and I had to chase it myself.",
    ],
    &[
        "No signal at home since the spring.",
        "Calls drop all the time on the coast road.",
        "The network is slow in the evening.",
        "Reception in the office is poor, we have to go outside.",
    ],
    &[
        "Too expensive for what it is.",
        "The price went up again without a reason.",
        "New customers pay less than I do after eleven years.",
        "Roaming cost me more than the holiday.",
    ],
    &[
        "Nobody in the shop had time for me.",
        "I was told three different things by three people.",
        "The adviser was rude.",
        "They promised to call back and never did.",
    ],
    &[
        "Twenty minutes in the queue, then cut off.",
        "I gave up waiting on the phone.",
        "The waiting time on the phone is a joke.",
        "I had to call four times about the same thing.",
        "Endless menu, press one, press two, and no person at the end.",
    ],
    &["The app logs me out all the time.", "I cannot find my invoices in the app.", "The app crashes on my old phone."],
    &[
        "The bill was wrong again.",
        "I was charged twice, and the refund took a month.",
        "I do not understand my bill.",
        "Charged for an option that I never ordered.",
    ],
    &[
        "The contract was extended without my consent.",
        "Cancelling was made as hard as possible.",
        "Moving my number took three weeks.",
        "The small print says something else than the seller did.",
    ],
];

/// Wishes and remarks of those in between.
pub const WISHES: [&str; 8] = [
    "Please open the shop on Saturdays, too.",
    "A family tariff would be nice.",
    "Nothing special, it works.",
    "Answer e-mails faster, please.",
    "More data, less advertising.",
    "Keep it up.",
    "Please let me choose the time of delivery,\nI am at work until six.",
    "All in all fine; could be better, could be worse.",
];

/// Seven other languages: German, French, Greek, Armenian, Arabic, Japanese, Hindi; of each what
/// the happy, those in between and the unhappy write.
pub const FOREIGN: [[&[&str]; 3]; 7] = [
    [
        &[
            "Sehr freundliche Beratung im Geschäft, gerne wieder.",
            "Netz ist überall gut, auch in den Bergen.",
            "Schnelle Lieferung, alles bestens.",
        ],
        &["Im Großen und Ganzen zufrieden, aber etwas teuer.", "Funktioniert. Die App könnte übersichtlicher sein."],
        &[
            "Die Lieferung kam viel zu spät, und niemand wusste Bescheid.",
            "Zwanzig Minuten in der Warteschleife – unmöglich!",
            "Die Rechnung stimmt schon wieder nicht.",
        ],
    ],
    [
        &[
            "Très bon accueil, je recommande.",
            "Le réseau est excellent, même à la campagne.",
            "Livraison rapide et sans souci.",
        ],
        &["C'est bien, mais un peu cher.", "Service correct, sans plus."],
        &[
            "Le colis est arrivé avec une semaine de retard.",
            "Impossible de joindre quelqu'un au téléphone.",
            "On m'a facturé deux fois, et personne ne répond.",
        ],
    ],
    [
        &["Πολύ ευγενικό προσωπικό και γρήγορη εξυπηρέτηση.", "Πολύ καλό σήμα παντού."],
        &["Καλή υπηρεσία, αλλά λίγο ακριβή."],
        &["Η παράδοση άργησε πολύ.", "Περίμενα πολλή ώρα στο τηλέφωνο."],
    ],
    [
        &["Շատ լավ սպասարկում, շնորհակալություն։", "Կապը շատ լավ է։"],
        &["Վատ չէ, բայց մի քիչ թանկ է։"],
        &["Առաքումը շատ ուշացավ։", "Երկար սպասեցի հեռախոսով։"],
    ],
    [
        &["خدمة ممتازة وموظفون لطفاء.", "الشبكة قوية في كل مكان."],
        &["الخدمة جيدة لكن السعر مرتفع قليلاً."],
        &["تأخر التوصيل كثيراً.", "انتظرت طويلاً على الهاتف."],
    ],
    [
        &["店員さんがとても親切でした。", "電波が良く、とても満足しています。"],
        &["悪くはないですが、料金が少し高いです。"],
        &["配達がとても遅れました。", "電話がなかなかつながりません。"],
    ],
    [
        &["बहुत अच्छी सेवा, धन्यवाद।", "नेटवर्क हर जगह अच्छा है।"],
        &["सेवा ठीक है, लेकिन थोड़ी महँगी है।"],
        &["डिलीवरी बहुत देर से आई।", "फ़ोन पर बहुत देर तक इंतज़ार करना पड़ा।"],
    ],
];

/// Comments that must not be published as they stand: quarter, the row after which the first
/// suitable one carries it, text, consent. The last is harmless text that a page must not execute.
pub const TO_MASK: [(usize, usize, &str, &str); 8] = [
    (0, 600, "Please write to me at anna.berg@example.com, I asked twice.", "yes"),
    (2, 800, "Nobody called back. My number is still +44 20 7946 0123, any time after 5.", "yes"),
    (4, 1000, "Mr Penrose at the harbour shop was excellent, \"best service ever\".", "yes"),
    (5, 1200, "Parcel 90817263544536271809 is lost.\nYour courier says \"delivered\", I say it is not.", "yes"),
    (6, 350, "You charged card 4111 1111 1111 1111 twice, please check.", "yes"),
    (7, 200, "Call Mrs Adebayo on 020 7946 0987 or write to t.adebayo@example.org, thank you.", "yes"),
    (7, 640, "I do not want this to be read by anyone outside. My e-mail: private.person@example.net", "no"),
    (7, 1100, "Your web form ate my text: <b>hello</b> & <script>alert(\"x\")</script>, fix it.", "yes"),
];
