/*
 * What a token gives by itself: C_SignInit and C_Sign in a loop, a session a thread, over hashes that are ready.
 * What a signer adds to this is its own cost.
 *
 *   gcc -O2 -o bare-token bare-token.c -ldl -lpthread
 *   ./bare-token MODULE TOKEN PIN KEYLABEL rsa|ecdsa SECONDS THREADS
 *
 * Prints: signatures a second
 */
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

typedef unsigned long CK_ULONG;
typedef CK_ULONG (*function)();

enum place {
    INITIALIZE = 1, SLOT_LIST = 5, TOKEN_INFO = 7, OPEN_SESSION = 13, CLOSE_SESSION = 14, LOGIN = 19, FIND_INIT = 27, FIND = 28, FIND_FINAL = 29,
    SIGN_INIT = 43, SIGN = 44
};

struct attribute { CK_ULONG type; void *value; CK_ULONG length; };
struct mechanism { CK_ULONG mechanism; void *parameter; CK_ULONG length; };
struct token_info { char label[32]; char rest[256]; };
struct share { CK_ULONG session, key; long count; };

static function *token;
static double seconds;
static int is_rsa;

static void must(CK_ULONG result, const char *what)
{
    if (result != 0) {
        fprintf(stderr, "bare-token: %s gave 0x%lx\n", what, result);
        exit(1);
    }
}

static double now(void)
{
    struct timespec moment;
    clock_gettime(CLOCK_MONOTONIC, &moment);
    return moment.tv_sec + moment.tv_nsec / 1e9;
}

static CK_ULONG find_slot(const char *label)
{
    CK_ULONG slots[64], count = 64;
    must(token[SLOT_LIST](1, slots, &count), "C_GetSlotList");
    for (CK_ULONG i = 0; i < count; i++) {
        struct token_info info;
        size_t length = strlen(label);
        if (token[TOKEN_INFO](slots[i], &info) == 0 && strncmp(info.label, label, length) == 0
            && (length == 32 || info.label[length] == ' '))
            return slots[i];
    }
    fprintf(stderr, "bare-token: no token %s\n", label);
    exit(1);
}

static CK_ULONG find_key(CK_ULONG session, char *label)
{
    CK_ULONG private_key = 3, key, count;
    struct attribute search[] = {{0, &private_key, sizeof private_key}, {3, label, strlen(label)}};
    must(token[FIND_INIT](session, search, 2UL), "C_FindObjectsInit");
    must(token[FIND](session, &key, 1UL, &count), "C_FindObjects");
    must(token[FIND_FINAL](session), "C_FindObjectsFinal");
    must(count != 1, "the search for the key");
    return key;
}

static void *work(void *argument)
{
    struct share *share = argument;
    struct mechanism mechanism = {is_rsa ? 0x1 : 0x1041, NULL, 0};
    static const unsigned char prefix[19] = {
        0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20};
    unsigned char data[51] = {0}, signature[1024];
    CK_ULONG length = is_rsa ? 51 : 32;
    if (is_rsa)
        memcpy(data, prefix, sizeof prefix);
    for (double end = now() + seconds; now() < end; share->count++) {
        CK_ULONG size = sizeof signature;
        memcpy(data + length - sizeof share->count, &share->count, sizeof share->count);
        must(token[SIGN_INIT](share->session, &mechanism, share->key), "C_SignInit");
        must(token[SIGN](share->session, data, length, signature, &size), "C_Sign");
    }
    return NULL;
}

int main(int argc, char **argv)
{
    if (argc != 8) {
        fprintf(stderr, "usage: bare-token MODULE TOKEN PIN KEYLABEL rsa|ecdsa SECONDS THREADS\n");
        return 2;
    }
    void *library = dlopen(argv[1], RTLD_NOW);
    CK_ULONG (*get)(void *) = library ? (CK_ULONG (*)(void *))dlsym(library, "C_GetFunctionList") : NULL;
    must(!get || get(&token), "loading the module");
    void *initialize[6] = {NULL, NULL, NULL, NULL, (void *)2, NULL}; /* CKF_OS_LOCKING_OK */
    must(token[INITIALIZE](initialize), "C_Initialize");
    CK_ULONG slot = find_slot(argv[2]);
    is_rsa = strcmp(argv[5], "rsa") == 0;
    seconds = atof(argv[6]);
    int threads = atoi(argv[7]);
    struct share shares[64] = {{0, 0, 0}};
    pthread_t ids[64];
    for (int i = 0; i < threads && i < 64; i++) {
        must(token[OPEN_SESSION](slot, 4UL, NULL, NULL, &shares[i].session), "C_OpenSession");
        if (i == 0)
            must(token[LOGIN](shares[0].session, 1UL, argv[3], strlen(argv[3])), "C_Login");
        shares[i].key = find_key(shares[i].session, argv[4]);
    }
    for (int i = 0; i < threads; i++)
        pthread_create(&ids[i], NULL, work, &shares[i]);
    long count = 0;
    for (int i = 0; i < threads; i++) {
        pthread_join(ids[i], NULL);
        count += shares[i].count;
    }
    for (int i = 0; i < threads; i++)
        token[CLOSE_SESSION](shares[i].session); /* a TPM has room for few, and keeps those that nobody closed */
    printf("%.0f\n", count / seconds);
    fflush(stdout);
    _exit(0); /* some modules crash in their exit handlers */
}
