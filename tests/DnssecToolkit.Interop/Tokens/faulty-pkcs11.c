/*
 * A PKCS#11 module that is faulty on purpose: it wraps another and goes wrong as a file beside it says.
 *
 *   gcc -shared -fPIC -O1 -o faulty.so faulty-pkcs11.c -ldl -lpthread
 *
 * faulty.so.conf, one word or name=value a line; read at C_Initialize:
 *   module=PATH     the module that does the work
 *   fault=WORD      what C_Sign does: rv, hang, crash, kill, exit, wrong, print,
 *                   hog (takes memory until there is none left, then gives CKR_HOST_MEMORY)
 *   rv=NUMBER       what it gives with fault=rv
 *   after=N         from the signature after the Nth on, counted over all processes (0)
 *   times=N         so many times, counted over all processes (-1: always)
 *   every=N         after each time N signatures go well first
 *   hanglogin=N     C_Login hangs for the first N times
 *   hangcreate=N    the Nth C_CreateObject hangs
 *   badfind=N       the Nth C_FindObjects gives CKR_DEVICE_ERROR
 *   until=WORD      once gone wrong it stays so until: session, login, init, process; without it, for that call alone
 *   norandom=1      C_GenerateRandom gives CKR_RANDOM_NO_RNG
 *   slow=MS         every signature takes that long
 *   slowafter=N     from the signature after the Nth on, counted over all processes (0)
 *   sessions=N      C_OpenSession gives CKR_SESSION_COUNT beyond so many
 *   leak=1          C_CloseSession closes nothing
 *   rekey=N         after each N signatures the handles of objects change
 *   login=NUMBER    what C_Login gives instead of trying
 *   goodlogin=N     the first N calls of C_Login try, whatever login says
 *   badlogin=N      and so do those after the next N
 *   flags=NUMBER    added to the token's flags
 *   lowered=NUMBER  added to the token's flags after the first login
 *   hanginit=N      C_Initialize hangs for the first N times
 *   absent=N        C_GetSlotList shows nothing for the first N times
 *   goodinit=N      the first N calls of C_Initialize do not hang, whatever hanginit says
 *   crowd=1         signatures are made one at a time, and each takes the longer the more of them wait
 *   hide=N          C_GetMechanismInfo does not know mechanisms up to the number N
 *   mute=N          C_GetMechanismInfo gives CKR_DEVICE_ERROR for the first N times
 *   refuse=N        every Nth C_OpenSession gives CKR_DEVICE_MEMORY
 *   killplace=N     the function at the Nth place of the list (1 is C_Initialize) kills this process
 *   killcall=N      when it is called for the Nth time, counted over all processes
 *   killparent=1    and the process that started this one before
 *   holdcreate=PATH C_CreateObject waits for as long as that file is there
 *
 * faulty.so.counts: eight octets each for C_Initialize, C_Login, C_Sign, faults, C_OpenSession, C_GetSlotList, C_GetTokenInfo, C_GenerateRandom,
 * C_GetMechanismInfo; then for sockets that C_Login could make: of the network, and of this machine (AF_UNIX); then for C_CreateObject
 * and C_FindObjects.
 * faulty.so.calls: eight octets for the number of processes that were killed, then for the calls of each function in the list's order.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

typedef unsigned long CK_ULONG;
typedef CK_ULONG (*function)();

enum place {
    INITIALIZE = 1, SLOT_LIST = 5, TOKEN_INFO = 7, MECHANISM_INFO = 9, OPEN_SESSION = 13, CLOSE_SESSION = 14, LOGIN = 19,
    CREATE = 21, DESTROY = 23, GET_ATTRIBUTE = 25, FIND = 28, SIGN_INIT = 43, SIGN = 44, RANDOM = 65, FUNCTIONS = 69
};
enum count { INITIALIZED, LOGINS, SIGNED, FAULTS, OPENED, LISTED, ASKED, DRAWN, MECHANISMS, NETWORK, LOCAL, CREATED, FOUND, COUNTS };

struct token_info {
    unsigned char label[32], manufacturer[32], model[16], serial[16];
    CK_ULONG flags;
};

static function *inner;
static void *list[FUNCTIONS];
static long *counts;
static long *calls;
static pid_t parent;
static char module[512], fault[16], until[16], hold_create[512];
static long rv, after, times, slow_ms, sessions, leak, rekey, login_rv, flags, hang_init, absent, good_init, crowd, refuse, no_random, hide, mute, lowered, every, hang_login, hang_create,
    good_login, bad_login, slow_after, bad_find, kill_place, kill_call, kill_parent;
static long open_sessions, is_broken, waiting;
static char *volatile nowhere;
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER, one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

static void number(const char *line, const char *name, long *value)
{
    size_t length = strlen(name);
    if (strncmp(line, name, length) == 0 && line[length] == '=')
        *value = strtol(line + length + 1, NULL, 0);
}

static void word(const char *line, const char *name, char *value, size_t size)
{
    size_t length = strlen(name);
    if (strncmp(line, name, length) == 0 && line[length] == '=')
        snprintf(value, size, "%s", line + length + 1);
}

static long *shared(const char *path, size_t numbers)
{
    int descriptor = open(path, O_RDWR | O_CREAT, 0600);
    if (descriptor < 0 || ftruncate(descriptor, numbers * sizeof(long)) != 0)
        abort();
    long *made = mmap(NULL, numbers * sizeof(long), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    close(descriptor);
    return made;
}

static void read_configuration(void)
{
    char path[1024], line[1024];
    Dl_info self;
    dladdr((void *)read_configuration, &self);
    snprintf(path, sizeof path, "%s.conf", self.dli_fname);
    times = -1;
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = 0;
        word(line, "module", module, sizeof module);
        word(line, "fault", fault, sizeof fault);
        word(line, "until", until, sizeof until);
        number(line, "rv", &rv);
        number(line, "after", &after);
        number(line, "times", &times);
        number(line, "slow", &slow_ms);
        number(line, "slowafter", &slow_after);
        number(line, "badfind", &bad_find);
        number(line, "sessions", &sessions);
        number(line, "leak", &leak);
        number(line, "rekey", &rekey);
        number(line, "login", &login_rv);
        number(line, "flags", &flags);
        number(line, "hanginit", &hang_init);
        number(line, "absent", &absent);
        number(line, "goodinit", &good_init);
        number(line, "crowd", &crowd);
        number(line, "refuse", &refuse);
        number(line, "norandom", &no_random);
        number(line, "hide", &hide);
        number(line, "mute", &mute);
        number(line, "lowered", &lowered);
        number(line, "every", &every);
        number(line, "hanglogin", &hang_login);
        number(line, "hangcreate", &hang_create);
        number(line, "goodlogin", &good_login);
        number(line, "badlogin", &bad_login);
        number(line, "killplace", &kill_place);
        number(line, "killcall", &kill_call);
        number(line, "killparent", &kill_parent);
        word(line, "holdcreate", hold_create, sizeof hold_create);
    }
    if (file)
        fclose(file);
    snprintf(path, sizeof path, "%s.counts", self.dli_fname);
    counts = shared(path, COUNTS);
    snprintf(path, sizeof path, "%s.calls", self.dli_fname);
    calls = shared(path, FUNCTIONS);
    parent = getppid();
}

static long count(enum count which) { return __atomic_add_fetch(&counts[which], 1, __ATOMIC_SEQ_CST); }

static void hang(void) { for (;;) pause(); }

static int is_until(const char *what) { return strcmp(until, what) == 0; }

static CK_ULONG initialize(void *arguments)
{
    long number = count(INITIALIZED);
    if (number > good_init && number <= good_init + hang_init)
        hang();
    if (is_until("init"))
        is_broken = 0;
    open_sessions = 0;
    return inner[INITIALIZE](arguments);
}

static CK_ULONG slot_list(unsigned char present, CK_ULONG *slots, CK_ULONG *size)
{
    if (count(LISTED) <= absent) {
        *size = 0;
        return 0;
    }
    return inner[SLOT_LIST](present, slots, size);
}

static CK_ULONG token_info(CK_ULONG slot, struct token_info *info)
{
    count(ASKED);
    CK_ULONG result = inner[TOKEN_INFO](slot, info);
    info->flags |= flags | (counts[LOGINS] > 0 ? lowered : 0);
    return result;
}

static CK_ULONG mechanism_info(CK_ULONG slot, CK_ULONG mechanism, void *info)
{
    if (count(MECHANISMS) <= mute)
        return 0x30;
    return hide && mechanism != 0 && mechanism <= (CK_ULONG)hide ? 0x70 : inner[MECHANISM_INFO](slot, mechanism, info);
}

static CK_ULONG open_session(CK_ULONG slot, CK_ULONG how, void *application, void *notify, CK_ULONG *session)
{
    long number = count(OPENED);
    if (refuse && number % refuse == 0)
        return 0x31;
    pthread_mutex_lock(&gate);
    int is_refused = sessions && open_sessions >= sessions;
    open_sessions += !is_refused;
    pthread_mutex_unlock(&gate);
    if (is_refused)
        return 0xB1;
    if (is_until("session"))
        is_broken = 0;
    return inner[OPEN_SESSION](slot, how, application, notify, session);
}

static CK_ULONG close_session(CK_ULONG session)
{
    if (leak)
        return 0;
    pthread_mutex_lock(&gate);
    open_sessions--;
    pthread_mutex_unlock(&gate);
    return inner[CLOSE_SESSION](session);
}

static void try_socket(int family, int kind, enum count which)
{
    int made = socket(family, kind, 0);
    if (made >= 0) {
        count(which);
        close(made);
    }
}

static CK_ULONG login(CK_ULONG session, CK_ULONG user, unsigned char *pin, CK_ULONG length)
{
    long number = count(LOGINS);
    if (number <= hang_login)
        hang();
    try_socket(AF_INET, SOCK_STREAM, NETWORK);
    try_socket(AF_INET6, SOCK_DGRAM, NETWORK);
    try_socket(AF_NETLINK, SOCK_RAW, NETWORK);
    try_socket(AF_UNIX, SOCK_STREAM, LOCAL);
    if (login_rv && number > good_login && (!bad_login || number <= good_login + bad_login))
        return login_rv;
    if (is_until("login"))
        is_broken = 0;
    return inner[LOGIN](session, user, pin, length);
}

/* Handles of objects are the inner ones plus a million for each time that they have changed. */
static CK_ULONG shift(void) { return rekey ? counts[SIGNED] / rekey * 1000000UL : 0; }

static int is_stale(CK_ULONG handle) { return rekey && handle / 1000000UL * 1000000UL != shift(); }

static CK_ULONG find(CK_ULONG session, CK_ULONG *objects, CK_ULONG most, CK_ULONG *found)
{
    if (count(FOUND) == bad_find)
        return 0x30;
    CK_ULONG result = inner[FIND](session, objects, most, found);
    for (CK_ULONG i = 0; result == 0 && i < *found; i++)
        objects[i] += shift();
    return result;
}

static CK_ULONG get_attribute(CK_ULONG session, CK_ULONG object, CK_ULONG *template, CK_ULONG size)
{
    return inner[GET_ATTRIBUTE](session, rekey ? object % 1000000UL : object, template, size);
}

static void wait_while_held(void)
{
    while (hold_create[0] && access(hold_create, F_OK) == 0)
        usleep(10000);
}

static CK_ULONG create(CK_ULONG session, CK_ULONG *template, CK_ULONG size, CK_ULONG *object)
{
    if (count(CREATED) == hang_create)
        hang();
    wait_while_held();
    return inner[CREATE](session, template, size, object);
}

static CK_ULONG destroy(CK_ULONG session, CK_ULONG object)
{
    return inner[DESTROY](session, rekey ? object % 1000000UL : object);
}

static CK_ULONG sign_init(CK_ULONG session, void *mechanism, CK_ULONG key)
{
    return is_stale(key) ? 0x60 : inner[SIGN_INIT](session, mechanism, rekey ? key % 1000000UL : key);
}

static int goes_wrong(void)
{
    long number = count(SIGNED);
    if (!fault[0])
        return 0;
    if (is_broken)
        return 1;
    if (number <= after + counts[FAULTS] * every || (times >= 0 && counts[FAULTS] >= times))
        return 0;
    count(FAULTS);
    is_broken = until[0] != 0;
    return 1;
}

static CK_ULONG sign(CK_ULONG session, unsigned char *data, CK_ULONG length, unsigned char *signature, CK_ULONG *size)
{
    int is_wrong = goes_wrong();
    if (crowd) {
        __atomic_add_fetch(&waiting, 1, __ATOMIC_SEQ_CST);
        pthread_mutex_lock(&one_at_a_time);
    }
    if (slow_ms && counts[SIGNED] > slow_after)
        usleep(slow_ms * 1000 * (crowd ? __atomic_load_n(&waiting, __ATOMIC_SEQ_CST) : 1));
    if (crowd) {
        pthread_mutex_unlock(&one_at_a_time);
        __atomic_sub_fetch(&waiting, 1, __ATOMIC_SEQ_CST);
    }
    if (is_wrong && strcmp(fault, "hang") == 0)
        hang();
    if (is_wrong && strcmp(fault, "crash") == 0)
        *nowhere = 1; /* not raise(): the runtime's handler lets the first one pass that no instruction made */
    if (is_wrong && strcmp(fault, "kill") == 0)
        raise(SIGKILL);
    if (is_wrong && strcmp(fault, "exit") == 0)
        exit(0);
    if (is_wrong && strcmp(fault, "print") == 0) {
        printf("module: a line on \033[31mstandard output\n");
        fflush(stdout);
        fprintf(stderr, "module: a line on standard error\n");
    }
    if (is_wrong && strcmp(fault, "hog") == 0) {
        while (malloc(64 << 20))
            ;
        return 0x2;
    }
    CK_ULONG result = inner[SIGN](session, data, length, signature, size);
    if (is_wrong && strcmp(fault, "rv") == 0)
        return rv;
    if (is_wrong && strcmp(fault, "wrong") == 0 && result == 0)
        signature[*size / 2] ^= 1;
    return result;
}

static CK_ULONG generate_random(CK_ULONG session, unsigned char *data, CK_ULONG length)
{
    count(DRAWN);
    return no_random ? 0x121 : inner[RANDOM](session, data, length);
}

static void replace(enum place place, void *with) { list[place] = with; }

/* Around all of that: every call is counted by its place, and one of them is the last. A parent that has ended already is none of ours. */
static void strike(int place)
{
    if (__atomic_add_fetch(&calls[place], 1, __ATOMIC_SEQ_CST) != kill_call || place != kill_place)
        return;
    __atomic_add_fetch(&calls[0], 1, __ATOMIC_SEQ_CST);
    if (kill_parent && getppid() == parent)
        kill(parent, SIGKILL);
    raise(SIGKILL);
}

/* No function has more than eight arguments, each of which fits a register: those that a function does not have are ignored by it. */
#define LAYER(n) \
    static CK_ULONG layer_##n(CK_ULONG a, CK_ULONG b, CK_ULONG c, CK_ULONG d, CK_ULONG e, CK_ULONG f, CK_ULONG g, CK_ULONG h) \
    { \
        strike(n); \
        return ((function)list[n])(a, b, c, d, e, f, g, h); \
    }
#define TEN(each, ten) each(ten##0) each(ten##1) each(ten##2) each(ten##3) each(ten##4) each(ten##5) each(ten##6) each(ten##7) each(ten##8) each(ten##9)
#define ALL(each) \
    each(1) each(2) each(3) each(4) each(5) each(6) each(7) each(8) each(9) TEN(each, 1) TEN(each, 2) TEN(each, 3) TEN(each, 4) TEN(each, 5) \
    each(60) each(61) each(62) each(63) each(64) each(65) each(66) each(67) each(68)
ALL(LAYER)

static void *outer[FUNCTIONS];

CK_ULONG C_GetFunctionList(void **functions)
{
    read_configuration();
    void *library = dlopen(module, RTLD_NOW | RTLD_LOCAL);
    CK_ULONG (*get)(void *) = library ? (CK_ULONG (*)(void *))dlsym(library, "C_GetFunctionList") : NULL;
    if (!get || get(&inner) != 0)
        return 0x5;
    memcpy(list, inner, sizeof list);
    replace(INITIALIZE, initialize);
    replace(SLOT_LIST, slot_list);
    replace(TOKEN_INFO, token_info);
    replace(MECHANISM_INFO, mechanism_info);
    replace(OPEN_SESSION, open_session);
    replace(CLOSE_SESSION, close_session);
    replace(LOGIN, login);
    replace(FIND, find);
    replace(GET_ATTRIBUTE, get_attribute);
    replace(CREATE, create);
    replace(DESTROY, destroy);
    replace(SIGN_INIT, sign_init);
    replace(SIGN, sign);
    replace(RANDOM, generate_random);
    outer[0] = list[0]; /* the version */
#define SURROUND(n) outer[n] = layer_##n;
    ALL(SURROUND)
    *functions = outer;
    return 0;
}
